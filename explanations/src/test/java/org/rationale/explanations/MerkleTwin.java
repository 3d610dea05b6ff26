package org.rationale.explanations;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The root of a Merkle tree as RFC 6962, section 2.1 writes it down: by recursion. */
final class MerkleTwin {

  private MerkleTwin() {}

  static String root(List<byte[]> leaves) {
    return HexFormat.of().formatHex(hash(leaves));
  }

  private static byte[] hash(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return sha256(new byte[] {0}, leaves.getFirst());
    }
    int half = Integer.highestOneBit(leaves.size() - 1);
    return sha256(
        new byte[] {1}, hash(leaves.subList(0, half)), hash(leaves.subList(half, leaves.size())));
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
