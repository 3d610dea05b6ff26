package org.rationale.explanations.ledger;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What shows somebody without the list that a leaf is in it, and that a list extends another: audit
 * paths and consistency proofs of RFC 6962, sections 2.1.1 and 2.1.2, checked as RFC 9162 says it
 * (sections 2.1.3.2 and 2.1.4.2). Hashes are in hexadecimal.
 */
final class MerklePaths {

  private MerklePaths() {}

  /** The hashes beside the way from a leaf to the root, from the leaf up. */
  static List<String> inclusion(List<byte[]> leaves, int index) {
    List<String> path = new ArrayList<>();
    inclusion(leaves, index, path);
    return path;
  }

  private static void inclusion(List<byte[]> leaves, int index, List<String> path) {
    if (leaves.size() <= 1) {
      return;
    }
    int half = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, half);
    List<byte[]> right = leaves.subList(half, leaves.size());
    if (index < half) {
      inclusion(left, index, path);
      path.add(root(right));
    } else {
      inclusion(right, index - half, path);
      path.add(root(left));
    }
  }

  /**
   * What shows that a list begins with its first leaves.
   *
   * @param first how many, at least 1
   */
  static List<String> consistency(List<byte[]> leaves, int first) {
    List<String> steps = new ArrayList<>();
    consistency(leaves, first, true, steps);
    return steps;
  }

  /**
   * @param whole whether the first ones were a tree of their own, whose root is known
   */
  private static void consistency(
      List<byte[]> leaves, int first, boolean whole, List<String> steps) {
    if (first == leaves.size()) {
      if (!whole) {
        steps.add(root(leaves));
      }
      return;
    }
    int half = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, half);
    List<byte[]> right = leaves.subList(half, leaves.size());
    if (first <= half) {
      consistency(left, first, whole, steps);
      steps.add(root(right));
    } else {
      consistency(right, first - half, false, steps);
      steps.add(root(left));
    }
  }

  /** Whether a leaf has this place in a tree of this size with this root. */
  static boolean includes(String root, long size, long index, byte[] leaf, List<String> path) {
    if (index < 0 || index >= size) {
      return false;
    }
    long place = index;
    long last = size - 1;
    byte[] hash = MerkleTree.sha256(new byte[] {0}, leaf);
    for (String beside : path) {
      if (last == 0) {
        return false;
      }
      if ((place & 1) == 1 || place == last) {
        hash = node(bytes(beside), hash);
        while ((place & 1) == 0 && place != 0) {
          place >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, bytes(beside));
      }
      place >>= 1;
      last >>= 1;
    }
    return last == 0 && hex(hash).equals(root);
  }

  /** Whether a tree extends another. */
  static boolean extend(
      String olderRoot, long olderSize, String root, long size, List<String> steps) {
    if (olderSize < 1 || olderSize > size) {
      return false;
    }
    if (olderSize == size) {
      return steps.isEmpty() && olderRoot.equals(root);
    }
    List<String> hashes = new ArrayList<>(steps);
    if (Long.bitCount(olderSize) == 1) {
      hashes.addFirst(olderRoot);
    }
    if (hashes.isEmpty()) {
      return false;
    }
    long place = olderSize - 1;
    long last = size - 1;
    while ((place & 1) == 1) {
      place >>= 1;
      last >>= 1;
    }
    byte[] older = bytes(hashes.getFirst());
    byte[] newer = older;
    for (String step : hashes.subList(1, hashes.size())) {
      if (last == 0) {
        return false;
      }
      if ((place & 1) == 1 || place == last) {
        older = node(bytes(step), older);
        newer = node(bytes(step), newer);
        while ((place & 1) == 0 && place != 0) {
          place >>= 1;
          last >>= 1;
        }
      } else {
        newer = node(newer, bytes(step));
      }
      place >>= 1;
      last >>= 1;
    }
    return last == 0 && hex(older).equals(olderRoot) && hex(newer).equals(root);
  }

  private static String root(List<byte[]> leaves) {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  private static byte[] node(byte[] left, byte[] right) {
    return MerkleTree.sha256(new byte[] {1}, left, right);
  }

  /** What is no hash gives one that fits nothing. */
  private static byte[] bytes(String hex) {
    return hex.matches("[0-9a-f]{64}") ? HexFormat.of().parseHex(hex) : new byte[0];
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
