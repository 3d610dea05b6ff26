package org.rationale.explanations.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks ledgers. */
public final class LedgerChecker {

  private LedgerChecker() {}

  /** What a checker makes of a ledger. */
  public sealed interface Verdict {

    /**
     * It is as it was signed.
     *
     * @param entries that the head speaks of
     * @param erased those of them whose personal parts are gone
     * @param unacknowledged bytes behind them, which no head speaks of
     * @param root of the tree
     * @param key the fingerprint of the key that signed it
     */
    record Accepted(long entries, long erased, long unacknowledged, String root, String key)
        implements Verdict {}

    /** Something was changed; why says what first, and where. */
    record Rejected(String why) implements Verdict {}
  }

  /** Whether a file begins as ledgers do. */
  public static boolean isLedger(byte[] start) {
    return new String(start, StandardCharsets.ISO_8859_1).startsWith("rationale-ledger ");
  }

  /**
   * Checks a ledger against its signed head.
   *
   * @param publicKey the file of the key that is trusted; that beside the ledger, if empty
   * @param olderHead a head of the same ledger that was kept elsewhere: its entries must be the
   *     first of the ledger
   */
  public static Verdict check(Path file, Optional<Path> publicKey, Optional<Path> olderHead)
      throws IOException {
    LedgerFiles files = new LedgerFiles(file);
    try {
      return check(files, LedgerKeys.readPublic(publicKey.orElse(files.publicKey())), olderHead);
    } catch (NoSuchFileException missing) {
      return new Verdict.Rejected(
          "%s is missing, without which nothing shows that no entry is"
              .formatted(missing.getFile()));
    } catch (LedgerException wrong) {
      return new Verdict.Rejected(String.valueOf(wrong.getMessage()));
    }
  }

  private static Verdict check(LedgerFiles files, PublicKey key, Optional<Path> olderHead)
      throws IOException {
    SignedHead head = SignedHead.read(files.head());
    if (!head.isSignedBy(key)) {
      return new Verdict.Rejected(files.head() + ": the key did not sign this head");
    }
    LedgerReading reading = LedgerReading.of(files.ledger(), head);
    if (!reading.problem().isEmpty()) {
      return new Verdict.Rejected(reading.problem());
    }
    if (olderHead.isPresent()) {
      SignedHead older = SignedHead.read(olderHead.get());
      String problem = older(older, olderHead.get(), reading, key);
      if (!problem.isEmpty()) {
        return new Verdict.Rejected(problem);
      }
    }
    Set<List<Object>> open = new HashSet<>();
    for (PersonalPart part : PersonalPart.read(files.personal())) {
      if (part.entry() < 0 || part.entry() >= reading.entries().size()) {
        continue;
      }
      Entry entry = reading.entries().get((int) part.entry());
      if (!part.hash().equals(entry.personal().get(part.field()))) {
        return new Verdict.Rejected(
            "entry %d: its personal field (%s) was changed".formatted(part.entry(), part.field()));
      }
      open.add(List.of(part.entry(), part.field()));
    }
    long erased =
        reading.entries().stream()
            .filter(
                entry ->
                    entry.personal().keySet().stream()
                        .anyMatch(field -> !open.contains(List.<Object>of(entry.index(), field))))
            .count();
    return new Verdict.Accepted(
        head.size(), erased, Files.size(files.ledger()) - reading.end(), head.root(), head.key());
  }

  private static String older(SignedHead older, Path file, LedgerReading reading, PublicKey key) {
    if (!older.isSignedBy(key)) {
      return file + ": the key did not sign this head";
    }
    if (older.size() > reading.leaves().size()) {
      return "the older head %s speaks of %d entries, the ledger has %d: it was cut short"
          .formatted(file, older.size(), reading.leaves().size());
    }
    MerkleTree tree = new MerkleTree();
    reading.leaves().subList(0, (int) older.size()).forEach(tree::add);
    return tree.root().equals(older.root())
        ? ""
        : "the first %d entries are not those of the older head %s".formatted(older.size(), file);
  }
}
