package org.rationale.explanations.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash of a growing list (RFC 6962, section 2.1): a leaf is hashed behind a byte 0, two nodes
 * behind a byte 1. Only the roots of the perfect trees that the list falls into are kept.
 */
final class MerkleTree {

  private record Perfect(long size, byte[] root) {}

  private final List<Perfect> perfect = new ArrayList<>();
  private long size;

  long size() {
    return size;
  }

  void add(byte[] leaf) {
    Perfect added = new Perfect(1, sha256(new byte[] {0}, leaf));
    while (!perfect.isEmpty() && perfect.getLast().size() == added.size()) {
      Perfect left = perfect.removeLast();
      added = new Perfect(2 * left.size(), sha256(new byte[] {1}, left.root(), added.root()));
    }
    perfect.add(added);
    size++;
  }

  /** Of all leaves so far, in hexadecimal; of none, the hash of nothing. */
  String root() {
    if (perfect.isEmpty()) {
      return HexFormat.of().formatHex(sha256());
    }
    byte[] root = perfect.getLast().root();
    for (int i = perfect.size() - 2; i >= 0; i--) {
      root = sha256(new byte[] {1}, perfect.get(i).root(), root);
    }
    return HexFormat.of().formatHex(root);
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
