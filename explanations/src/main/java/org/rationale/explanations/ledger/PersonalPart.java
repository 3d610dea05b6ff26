package org.rationale.explanations.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A personal field of an entry: what its hash in the ledger hides.
 *
 * @param salt 32 random bytes in hexadecimal
 */
record PersonalPart(long entry, String field, String salt, String value) {

  static final int SALT = 32;

  /** Of salt and value; empty where the salt is none. */
  String hash() {
    if (!salt.matches("[0-9a-f]{64}")) {
      return "";
    }
    byte[] bytes = HexFormat.of().parseHex(salt);
    return HexFormat.of()
        .formatHex(MerkleTree.sha256(bytes, value.getBytes(StandardCharsets.UTF_8)));
  }

  String line() {
    return LedgerJson.write(this) + "\n";
  }

  /** All whole lines of a file; one that a crash cut short at the end is left out. */
  static List<PersonalPart> read(Path file) throws IOException {
    List<PersonalPart> parts = new ArrayList<>();
    if (Files.notExists(file)) {
      return parts;
    }
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      try {
        parts.add(LedgerJson.read(line.getBytes(StandardCharsets.UTF_8), PersonalPart.class));
      } catch (JsonProcessingException e) {
        throw new LedgerException(
            "%s: line %d is no personal part of an entry.".formatted(file, parts.size() + 1), e);
      }
    }
    return parts;
  }
}
