package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.rules.drl.DrlFixture.PREFIXES;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCacheTest {

  private static final String RULES =
      """
      rule "ex:a"
      @text("{$p} has no b")
      @source("a book") @iri("https://example.org/book")
      when
        Statement(predicate == "ex:a", $p : subject)
        not Statement(subject == $p, predicate == "ex:b")
      then conclusions.conclude(drools, $p, "ex:c", "ex:X"); end
      """;

  @TempDir Path folder;
  private Path file;
  private RuleCache cache;

  @BeforeEach
  void writeRules() {
    file = DrlFixture.write(folder, "rules.drl", RULES);
    cache = new RuleCache(folder.resolve("cache"));
  }

  private DrlRules compile() {
    return DrlRules.compile(List.of(file), PREFIXES, cache);
  }

  private Path entry() throws IOException {
    try (Stream<Path> entries = Files.list(cache.folder())) {
      List<Path> all = entries.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  private void assertThatRulesWork(DrlRules rules) {
    assertThat(rules.fire(facts(":x :a 1 . :y :a 1 ; :b 2 ."))).hasSize(1);
  }

  @Test
  void rulesFromTheCacheAreTheSame() throws IOException {
    DrlRules fresh = compile();
    FileTime written = Files.getLastModifiedTime(entry());
    DrlRules cached = compile();
    assertThat(cached.rules()).isEqualTo(fresh.rules());
    assertThat(cached.fire(facts(":x :a 1 ."))).isEqualTo(fresh.fire(facts(":x :a 1 .")));
    assertThat(Files.getLastModifiedTime(entry())).isEqualTo(written);
  }

  @Test
  void damagedEntryIsReplaced() throws IOException {
    compile().close();
    byte[] whole = Files.readAllBytes(entry());
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    for (byte[] damaged : List.of(flipped, new byte[0], new byte[50])) {
      Files.write(entry(), damaged);
      assertThatRulesWork(compile());
      // Not the same bytes: Drools numbers what it generates throughout a run.
      String key = entry().getFileName().toString().replace(".drlc", "");
      assertThat(cache.get(key)).isPresent();
    }
  }

  @Test
  void wholeEntryOfOtherContentIsReplaced() throws Exception {
    compile().close();
    String key = entry().getFileName().toString().replace(".drlc", "");
    cache.put(
        key,
        new CompiledRules(
            List.of(), List.of(), true, new CompiledModel(List.of("no.Such"), Map.of())));
    assertThatRulesWork(compile());
    byte[] garbage = HexFormat.of().parseHex("7fffffff".repeat(8));
    Files.write(entry(), java.security.MessageDigest.getInstance("SHA-256").digest(garbage));
    Files.write(entry(), garbage, java.nio.file.StandardOpenOption.APPEND);
    assertThatRulesWork(compile());
  }

  @Test
  void folderIsForItsOwnerOnly() throws IOException {
    compile().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry())))
        .isEqualTo("rw-------");
  }

  @Test
  void folderThatOthersCanWriteToIsNotUsed() throws IOException {
    compile().close();
    String key = entry().getFileName().toString().replace(".drlc", "");
    Files.setPosixFilePermissions(cache.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(cache.get(key)).isEmpty();
    Files.delete(entry());
    assertThatRulesWork(compile());
    assertThat(cache.folder()).isEmptyDirectory();
  }

  @Test
  void cacheThatCannotBeWrittenIsDoneWithout() {
    cache = DrlFixture.NO_CACHE;
    assertThatRulesWork(compile());
  }

  @Test
  void keyDependsOnTextNameAndPrefixes() {
    Prefixes prefixes = new Prefixes(PREFIXES);
    String key = cache.key(List.of(new DrlFile("a", "b")), prefixes);
    assertThat(cache.key(List.of(new DrlFile("a", "b")), prefixes)).isEqualTo(key);
    assertThat(
            List.of(
                cache.key(List.of(new DrlFile("a", "c")), prefixes),
                cache.key(List.of(new DrlFile("ab", "")), prefixes),
                cache.key(List.of(new DrlFile("a", "b")), new Prefixes(Map.of()))))
        .doesNotContain(key)
        .doesNotHaveDuplicates();
  }

  @Test
  void folderFollowsPropertyThenXdgThenHome() {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/ann");
    assertThat(RuleCache.ofUser(properties, Map.of()).folder())
        .isEqualTo(Path.of("/home/ann/.cache/rationale"));
    assertThat(RuleCache.ofUser(properties, Map.of("XDG_CACHE_HOME", "relative")).folder())
        .isEqualTo(Path.of("/home/ann/.cache/rationale"));
    assertThat(RuleCache.ofUser(properties, Map.of("XDG_CACHE_HOME", "/var/c")).folder())
        .isEqualTo(Path.of("/var/c/rationale"));
    properties.setProperty("rationale.cache", "/opt/c");
    assertThat(RuleCache.ofUser(properties, Map.of("XDG_CACHE_HOME", "/var/c")).folder())
        .isEqualTo(Path.of("/opt/c"));
    properties.setProperty("rationale.cache", " ");
    assertThat(RuleCache.ofUser(properties, Map.of()).folder())
        .isEqualTo(Path.of("/home/ann/.cache/rationale"));
  }

  @Test
  void noFilesMakeNoRules() {
    try (DrlRules rules = DrlRules.compile(List.of(), PREFIXES, cache)) {
      assertThat(rules.rules()).isEmpty();
      assertThat(rules.fire(facts(":x :a 1 ."))).isEmpty();
    }
  }
}
