package org.rationale.explanations.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a ledger with what shows, without the others, that it stands there; and that the
 * ledger extends an older head, if one was named.
 *
 * @param head of the ledger
 * @param index of the entry
 * @param leaf the entry's line without its end
 * @param older that head; empty if none was named
 * @param path from the entry to the root of the head
 * @param steps from the older head to the head
 */
public record EntryProof(
    String format,
    SignedHead head,
    long index,
    String leaf,
    List<SignedHead> older,
    List<String> path,
    List<String> steps) {

  private static final String FORMAT = "rationale-ledger-proof 1";

  public EntryProof {
    older = List.copyOf(older);
    path = List.copyOf(path);
    steps = List.copyOf(steps);
  }

  /** What a checker makes of a proof. */
  public sealed interface Verdict {

    /**
     * The entry stands in the ledger.
     *
     * @param index of the entry
     * @param size of the ledger
     * @param olderSize of the older ledger that it extends, or 0
     */
    record Accepted(long index, long size, long olderSize) implements Verdict {}

    /** It does not follow. */
    record Rejected(String why) implements Verdict {}
  }

  /** Whether a file begins as such proofs do. */
  public static boolean isProof(byte[] start) {
    return new String(start, StandardCharsets.UTF_8).startsWith("{\"format\":\"" + FORMAT + "\"");
  }

  /**
   * The proof of one entry of a ledger that was checked.
   *
   * @param olderHead that the ledger extends, kept elsewhere
   * @throws LedgerException if there is no such entry, or if the ledger is not as it was signed
   */
  public static EntryProof of(Path ledger, long index, Optional<Path> olderHead)
      throws IOException {
    LedgerFiles files = new LedgerFiles(ledger);
    SignedHead head = SignedHead.read(files.head());
    LedgerReading reading = LedgerReading.of(files.ledger(), head);
    if (!reading.problem().isEmpty()) {
      throw new LedgerException(reading.problem());
    }
    if (index < 0 || index >= reading.leaves().size()) {
      throw new LedgerException(
          "There is no entry %d: the ledger has %d, from 0.".formatted(index, head.size()));
    }
    List<SignedHead> older =
        olderHead.isPresent() ? List.of(SignedHead.read(olderHead.get())) : List.of();
    List<String> steps =
        older.isEmpty() || older.getFirst().size() < 1 || older.getFirst().size() > head.size()
            ? List.of()
            : MerklePaths.consistency(reading.leaves(), (int) older.getFirst().size());
    return new EntryProof(
        FORMAT,
        head,
        index,
        new String(reading.leaves().get((int) index), StandardCharsets.UTF_8),
        older,
        MerklePaths.inclusion(reading.leaves(), (int) index),
        steps);
  }

  /** JSON on one line. */
  public String json() {
    return LedgerJson.write(this) + "\n";
  }

  /**
   * Checks a proof.
   *
   * @param publicKey the file of the key that is trusted
   * @throws LedgerException if the bytes are no proof, or the file no key
   */
  public static Verdict check(byte[] bytes, Path publicKey) throws IOException {
    EntryProof proof;
    try {
      proof = LedgerJson.read(bytes, EntryProof.class);
    } catch (JsonProcessingException none) {
      throw new LedgerException("This is no proof of an entry.", none);
    }
    return proof.check(LedgerKeys.readPublic(publicKey));
  }

  private Verdict check(PublicKey key) {
    if (!head.isSignedBy(key)) {
      return new Verdict.Rejected("the key did not sign its head");
    }
    byte[] line = leaf.getBytes(StandardCharsets.UTF_8);
    if (!MerklePaths.includes(head.root(), head.size(), index, line, path)) {
      return new Verdict.Rejected(
          "entry %d does not lead to the root of the head".formatted(index));
    }
    for (SignedHead before : older) {
      if (!before.isSignedBy(key)) {
        return new Verdict.Rejected("the key did not sign its older head");
      }
      if (!MerklePaths.extend(before.root(), before.size(), head.root(), head.size(), steps)) {
        return new Verdict.Rejected("the ledger does not extend the older head");
      }
    }
    return new Verdict.Accepted(index, head.size(), older.isEmpty() ? 0 : older.getFirst().size());
  }
}
