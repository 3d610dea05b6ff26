package org.rationale.rules.drl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.drools.base.util.Drools;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.Sha256;

/**
 * Keeps compiled rules between runs, because Drools takes seconds to compile what it loads in a
 * fraction of one.
 *
 * <p>An entry is code that will run, so the folder must be writable for its owner only, and owned
 * by the user or by root; otherwise it is not used. An entry starts with the SHA-256 of the rest;
 * one that does not fit is as good as none. A cache that cannot be written is none either: rules
 * are then compiled each time.
 */
final class RuleCache {

  /** What compiled rules are linked with or made by: a change of any makes old entries void. */
  private static final List<Class<?>> LINKED =
      List.of(
          Statement.class,
          Literal.class,
          Conclusions.class,
          DrlReader.class,
          ConditionInspection.class,
          PastIndependence.class,
          ReadingOfRule.class,
          TypeNames.class,
          Insertions.class,
          ModelCompiler.class,
          CompiledRulesFormat.class,
          ReadingFormat.class);

  private final CacheFolder folder;

  RuleCache(Path folder) {
    this(new CacheFolder(folder));
  }

  private RuleCache(CacheFolder folder) {
    this.folder = folder;
  }

  /** The cache of a user; see {@link CacheFolder#ofUser(Properties, Map)}. */
  static RuleCache ofUser(Properties properties, Map<String, String> environment) {
    return new RuleCache(CacheFolder.ofUser(properties, environment));
  }

  Path folder() {
    return folder.path();
  }

  /** A name for exactly these rules under these versions. */
  String key(List<DrlFile> files, Prefixes prefixes) {
    MessageDigest digest = Sha256.digest();
    for (Class<?> linked : LINKED) {
      add(digest, code(linked));
    }
    add(digest, Drools.getFullVersion());
    add(digest, Runtime.version().toString());
    add(digest, prefixes.fingerprint());
    for (DrlFile file : files) {
      add(digest, file.name());
      add(digest, file.text());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The entry, if there is a whole one. */
  Optional<CompiledRules> get(String key) {
    try {
      Path entry = entry(key);
      if (!Files.isRegularFile(entry) || !folder.isTrusted()) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(entry);
      if (bytes.length < Sha256.LENGTH) {
        return Optional.empty();
      }
      byte[] content = Arrays.copyOfRange(bytes, Sha256.LENGTH, bytes.length);
      byte[] expected = Arrays.copyOf(bytes, Sha256.LENGTH);
      return MessageDigest.isEqual(expected, Sha256.digest().digest(content))
          ? Optional.of(CompiledRulesFormat.read(content))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Compiling anew is the remedy, and it replaces the entry.
    }
  }

  /** Stores an entry, if that is possible. */
  void put(String key, CompiledRules rules) {
    try {
      folder.create();
      if (!folder.isTrusted()) {
        return;
      }
      byte[] content = CompiledRulesFormat.write(rules);
      folder.write(
          name(key),
          out -> {
            out.write(Sha256.digest().digest(content));
            out.write(content);
          });
    } catch (IOException e) {
      // Nothing is lost but time at the next start; the rules themselves are compiled.
      return;
    }
  }

  private Path entry(String key) {
    return folder.file(name(key));
  }

  private static String name(String key) {
    return key + ".drlc";
  }

  private static byte[] code(Class<?> type) {
    String name = type.getSimpleName() + ".class";
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The class file (%s) is not to be found.".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    add(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  /** With its length, so that no two lists of parts look alike. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(part);
  }
}
