package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.ledger.Ledger;
import org.rationale.explanations.ledger.LedgerChecker;
import org.rationale.explanations.ledger.LedgerException;

class LedgerTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private Path file;
  private Path key;
  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void name() {
    file = folder.resolve("decisions.ledger");
    key = folder.resolve("decisions.key");
  }

  private Ledger open() throws IOException {
    return Ledger.open(file, key, CLOCK, notices::add);
  }

  private void fill(int entries) throws IOException {
    try (Ledger ledger = open()) {
      for (int i = 0; i < entries; i++) {
        ledger.append(
            Map.of("answers", List.of("a" + i), "number", i / 8.0),
            Map.of("case", "patient " + i, "input note", "coughs"));
      }
    }
  }

  private LedgerChecker.Verdict check() throws IOException {
    return LedgerChecker.check(file, Optional.empty(), Optional.empty());
  }

  private LedgerChecker.Verdict.Accepted accepted() throws IOException {
    LedgerChecker.Verdict verdict = check();
    assertThat(verdict).isInstanceOf(LedgerChecker.Verdict.Accepted.class);
    return (LedgerChecker.Verdict.Accepted) verdict;
  }

  private String rejected() throws IOException {
    LedgerChecker.Verdict verdict = check();
    assertThat(verdict).isInstanceOf(LedgerChecker.Verdict.Rejected.class);
    return ((LedgerChecker.Verdict.Rejected) verdict).why();
  }

  private List<String> lines() throws IOException {
    return new ArrayList<>(Files.readAllLines(file));
  }

  private void write(List<String> lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private Path beside(String ending) {
    return folder.resolve("decisions.ledger" + ending);
  }

  @Test
  void entriesAreAddedAndVerified() throws IOException {
    fill(0);
    assertThat(accepted().entries()).isZero();
    fill(3);
    fill(2);
    assertThat(accepted().entries()).isEqualTo(5);
    assertThat(accepted().erased()).isZero();
    assertThat(notices).isEmpty();
    assertThat(lines().get(0)).isEqualTo("rationale-ledger 1");
    assertThat(lines().get(3))
        .contains("\"index\":2")
        .doesNotContain("patient")
        .doesNotContain("coughs");
    assertThat(LedgerChecker.isLedger(Files.readAllBytes(file))).isTrue();
  }

  @Test
  void theSecretKeyIsForItsOwnerOnly() throws IOException {
    fill(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(beside(".pub"))).contains("PUBLIC").doesNotContain("PRIVATE");
  }

  @Test
  void theRootIsThatOfTheStandard() throws IOException {
    // RFC 6962, section 2.1: the root of nothing is the hash of nothing.
    fill(0);
    assertThat(accepted().root())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int size = 1; size < 9; size++) {
      fill(1);
      List<byte[]> leaves =
          lines().subList(1, size + 1).stream()
              .map(line -> line.getBytes(StandardCharsets.UTF_8))
              .toList();
      assertThat(accepted().root()).isEqualTo(MerkleTwin.root(leaves));
    }
  }

  @Test
  void anyChangedByteIsFoundWhereItIs() throws IOException {
    fill(4);
    byte[] right = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int i = 0; i < 150; i++) {
      byte[] wrong = right.clone();
      int at = random.nextInt(right.length);
      wrong[at] ^= (byte) (1 << random.nextInt(7));
      Files.write(file, wrong);
      int entry = (int) new String(right, 0, at, StandardCharsets.UTF_8).lines().count() - 2;
      String why = rejected();
      if (right[at] != '\n' && at > 20 && entry >= 0) {
        assertThat(why).as("byte %d", at).containsAnyOf("entry " + entry, "entry " + (entry - 1));
      }
    }
  }

  @Test
  void aDroppedEntryIsFound() throws IOException {
    fill(4);
    List<String> lines = lines();
    lines.remove(2);
    write(lines);
    assertThat(rejected()).startsWith("entry 1, byte ").contains("here stands entry 2");
  }

  @Test
  void movedEntriesAreFound() throws IOException {
    fill(4);
    List<String> lines = lines();
    lines.add(2, lines.remove(3));
    write(lines);
    assertThat(rejected()).startsWith("entry 1, byte ").contains("dropped or moved");
  }

  @Test
  void aLedgerThatWasCutShortIsFoundByItsHead() throws IOException {
    fill(4);
    List<String> lines = lines();
    write(lines.subList(0, 3));
    assertThat(rejected()).contains("ends before entry 2", "speaks of 4 entries");
    Files.delete(beside(".head"));
    assertThat(rejected()).contains(".head is missing");
  }

  @Test
  void anOlderHeadShowsThatHistoryWasRewritten() throws IOException {
    fill(2);
    Path older = Files.copy(beside(".head"), folder.resolve("older"));
    fill(2);
    assertThat(LedgerChecker.check(file, Optional.of(beside(".pub")), Optional.of(older)))
        .isInstanceOf(LedgerChecker.Verdict.Accepted.class);
    for (String name :
        List.of("decisions.ledger", "decisions.ledger.head", "decisions.ledger.personal")) {
      Files.delete(folder.resolve(name));
    }
    fill(1);
    assertThat(LedgerChecker.check(file, Optional.empty(), Optional.of(older)).toString())
        .contains("speaks of 2 entries", "it was cut short");
    fill(1);
    assertThat(LedgerChecker.check(file, Optional.empty(), Optional.of(older)).toString())
        .contains("are not those of the older head");
  }

  @Test
  void aHeadOfAnotherKeyIsRefused() throws IOException {
    fill(1);
    String head = Files.readString(beside(".head"));
    Files.writeString(beside(".head"), head.replace("\"size\":1", "\"size\":0"));
    assertThat(rejected()).contains("did not sign");
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("signed");
    Files.writeString(beside(".head"), "{}");
    assertThat(rejected()).contains("no head");
    Files.writeString(beside(".pub"), "x");
    assertThat(rejected()).contains("no public key");
  }

  @Test
  void onlyTheLedgersKeyMayAdd() throws IOException {
    fill(1);
    Path own = key;
    key = folder.resolve("other.key");
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is not at");
    Files.writeString(key, "x");
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("no key file");
    Files.delete(key);
    Ledger.open(folder.resolve("another.ledger"), key, CLOCK, notices::add).close();
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("not that of");
    key = own;
    fill(1);
    assertThat(accepted().entries()).isEqualTo(2);
  }

  @Test
  void whatIsNoLedgerIsNotAddedTo() throws IOException {
    Files.writeString(file, "my notes\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("no signed head");
    assertThat(Files.readString(file)).isEqualTo("my notes\n");
  }

  @Test
  void aChangedLedgerIsNotAddedTo() throws IOException {
    fill(2);
    write(lines().stream().map(line -> line.replace("a0", "b0")).toList());
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("entry 0");
  }

  /** Signed by the right key, and so right in itself; but a crash leaves no two entries behind. */
  @Test
  void anOlderHeadIsFoundWhereItLeavesMoreBehindThanACrash() throws IOException {
    fill(1);
    byte[] older = Files.readAllBytes(beside(".head"));
    fill(2);
    byte[] whole = Files.readAllBytes(file);
    Files.write(beside(".head"), older);
    assertThat(rejected()).contains("behind entry 0", "the head is an older one");
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("the head is an older one");
    assertThat(file).hasBinaryContent(whole);
  }

  /**
   * By one entry it looks like a crash: only a head that is kept elsewhere shows the difference.
   */
  @Test
  void aHeadThatIsOlderByOneEntryIsFoundByOneThatWasKept() throws IOException {
    fill(1);
    byte[] older = Files.readAllBytes(beside(".head"));
    fill(1);
    Path kept = Files.copy(beside(".head"), folder.resolve("kept.head"));
    Files.write(beside(".head"), older);
    assertThat(accepted().unacknowledged()).isPositive();
    assertThat(LedgerChecker.check(file, Optional.empty(), Optional.of(kept)).toString())
        .contains("speaks of 2 entries");
  }

  /** A folder in place of the file that the next head is written to stands for a full disk. */
  @Test
  void whatCouldNotBeWrittenIsNeitherAcknowledgedNorAddedTo() throws IOException {
    fill(1);
    try (Ledger ledger = open()) {
      Files.createDirectory(beside(".head.part"));
      assertThatThrownBy(() -> ledger.append(Map.of(), Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("decisions.ledger did not take the entry");
      Files.delete(beside(".head.part"));
      assertThatThrownBy(() -> ledger.append(Map.of(), Map.of()))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("open it again");
    }
    assertThat(accepted().entries()).isEqualTo(1);
    fill(1);
    assertThat(notices).singleElement().asString().contains("never acknowledged");
    assertThat(accepted().entries()).isEqualTo(2);
  }

  @Test
  void aKeyThatOthersCanReadIsMentioned() throws IOException {
    fill(1);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    fill(1);
    assertThat(notices).singleElement().asString().contains("can be read by others");
  }

  @Test
  void oneOpensItAtATime() throws IOException {
    try (Ledger ledger = open()) {
      assertThat(ledger.append(Map.of(), Map.of())).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("open in this program already");
    }
    fill(1);
    assertThat(accepted().entries()).isEqualTo(2);
  }

  @Test
  void whatIsPersonalCanBeErasedAndTheTreeStillVerifies() throws IOException {
    fill(3);
    String root = accepted().root();
    assertThat(Files.readString(beside(".personal"))).contains("patient 1");
    assertThat(Ledger.erase(file, 1)).isEqualTo(2);
    assertThat(Ledger.erase(file, 1)).isZero();
    assertThat(Files.readString(beside(".personal")))
        .contains("patient 0")
        .doesNotContain("patient 1");
    assertThat(accepted().root()).isEqualTo(root);
    assertThat(accepted().erased()).isEqualTo(1);
    fill(1);
    assertThat(accepted().entries()).isEqualTo(4);
  }

  @Test
  void aChangedPersonalPartIsFound() throws IOException {
    fill(2);
    String personal = Files.readString(beside(".personal"));
    Files.writeString(beside(".personal"), personal.replace("patient 1", "patient 9"));
    assertThat(rejected()).isEqualTo("entry 1: its personal field (case) was changed");
    Files.writeString(beside(".personal"), personal.replaceAll("\"salt\":\"..", "\"salt\":\"zz"));
    assertThat(rejected()).contains("was changed");
    Files.writeString(beside(".personal"), "{}\n");
    assertThat(rejected()).contains("line 1");
  }

  @Test
  void whatWasNeverAcknowledgedIsCutOffWithAWord() throws IOException {
    fill(2);
    byte[] right = Files.readAllBytes(file);
    Files.writeString(file, Files.readString(file) + lines().get(2).substring(0, 40));
    Files.writeString(
        beside(".personal"),
        Files.readString(beside(".personal"))
            + "{\"entry\":2,\"field\":\"case\",\"salt\":\"00\",\"value\":\"x\"}\n{\"entry\":2,");
    assertThat(accepted().unacknowledged()).isEqualTo(40);
    fill(0);
    assertThat(notices).singleElement().asString().contains("cut off 40 bytes after entry 1");
    assertThat(Files.readAllBytes(file)).isEqualTo(right);
    assertThat(Files.readString(beside(".personal"))).doesNotContain("\"entry\":2");
  }

  @Test
  void whatWasAcknowledgedOutlivesTheProcess() throws IOException, InterruptedException {
    Random random = new Random(11);
    long acknowledged = -1;
    for (int round = 0; round < 3; round++) {
      Process child = other();
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        int few = 3 + random.nextInt(20);
        for (int i = 0; i < few; i++) {
          acknowledged = Long.parseLong(out.readLine());
        }
        // By its handle, which leaves what it printed to be read.
        child.toHandle().destroyForcibly();
        child.waitFor();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          acknowledged = Long.parseLong(line);
        }
      }
      assertThat(accepted().entries()).isGreaterThan(acknowledged);
    }
    fill(1);
    assertThat(accepted().entries()).isBetween(acknowledged + 2, acknowledged + 3);
    assertThat(accepted().unacknowledged()).isZero();
  }

  private Process other(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessLedger.class.getName(),
                file.toString(),
                key.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void severalProcessesAddOneAfterTheOther() throws IOException, InterruptedException {
    List<Process> children = List.of(other("8"), other("8"), other("8"));
    List<Long> acknowledged = new ArrayList<>();
    for (Process child : children) {
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        out.lines().map(Long::parseLong).forEach(acknowledged::add);
      }
      assertThat(child.waitFor()).isZero();
    }

    assertThat(acknowledged)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 24).boxed().toList());
    assertThat(accepted().entries()).isEqualTo(24);
    assertThat(accepted().unacknowledged()).isZero();
  }

  @Test
  void whoIsTurnedAwayInThisProgramLeavesTheOthersOut() throws IOException, InterruptedException {
    Process child;
    try (Ledger ledger = open()) {
      assertThatThrownBy(this::open).isInstanceOf(LedgerException.class);
      child = other("1");
      // Long enough for the other to come to the ledger, were it not kept out.
      assertThat(child.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
      ledger.append(Map.of(), Map.of());
    }
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("1");
    }
    assertThat(child.waitFor()).isZero();
    assertThat(accepted().entries()).isEqualTo(2);
  }
}
