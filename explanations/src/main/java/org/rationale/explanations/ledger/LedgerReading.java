package org.rationale.explanations.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A ledger as far as its head speaks of it.
 *
 * @param leaves the bytes of the entries
 * @param entries the same, read
 * @param end the byte after the last of them
 * @param problem what is wrong first, and where; empty if nothing is
 */
record LedgerReading(
    SignedHead head, List<byte[]> leaves, List<Entry> entries, long end, String problem) {

  /** A line longer than this is none of a ledger. */
  private static final int MOST_BYTES = 16 << 20;

  static LedgerReading of(Path file, SignedHead head) throws IOException {
    List<byte[]> leaves = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    MerkleTree tree = new MerkleTree();
    String problem = "";
    long end = 0;
    long last = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] header = line(in);
      if (!new String(header, StandardCharsets.UTF_8).equals(LedgerFiles.HEADER + "\n")) {
        return new LedgerReading(
            head, leaves, entries, 0, "byte 0: it does not begin with " + LedgerFiles.HEADER);
      }
      end = header.length;
      while (tree.size() < head.size() && problem.isEmpty()) {
        byte[] line = line(in);
        boolean whole = line.length > 0 && line[line.length - 1] == '\n';
        if (!whole) {
          problem =
              "byte %d: it ends before entry %d, but the head speaks of %d entries"
                  .formatted(end, tree.size(), head.size());
          break;
        }
        byte[] leaf = new byte[line.length - 1];
        System.arraycopy(line, 0, leaf, 0, leaf.length);
        try {
          Entry entry = LedgerJson.read(leaf, Entry.class);
          problem = problem(entry, tree, end, last);
          entries.add(entry);
        } catch (JsonProcessingException e) {
          problem = "entry %d, byte %d: it is no entry".formatted(tree.size(), end);
        }
        leaves.add(leaf);
        tree.add(leaf);
        last = end;
        end += line.length;
      }
      if (problem.isEmpty() && line(in).length > 0 && line(in).length > 0) {
        // Each entry has its head before the next one is written.
        problem =
            "byte %d: more lies behind entry %d, the last that the head speaks of, than a crash leaves: the head is an older one"
                .formatted(end, tree.size() - 1);
      }
    }
    if (problem.isEmpty() && !tree.root().equals(head.root())) {
      problem =
          "entry %d, byte %d: it was changed, or the head was: the head has another root"
              .formatted(tree.size() - 1, last);
    }
    return new LedgerReading(head, leaves, entries, end, problem);
  }

  private static String problem(Entry entry, MerkleTree tree, long at, long last) {
    if (entry.index() != tree.size()) {
      return "entry %d, byte %d: here stands entry %d, so that entries were dropped or moved"
          .formatted(tree.size(), at, entry.index());
    }
    if (!entry.before().equals(tree.root())) {
      return tree.size() == 0
          ? "entry 0, byte %d: it was changed".formatted(at)
          : "entry %d, byte %d: it was changed, or what entry %d, byte %d, says of it"
              .formatted(tree.size() - 1, last, tree.size(), at);
    }
    return "";
  }

  /** A line with its end; without one where the file ends. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        break;
      }
      if (line.size() > MOST_BYTES) {
        throw new LedgerException("A line is longer than any entry of a ledger.");
      }
      next = in.read();
    }
    return line.toByteArray();
  }
}
