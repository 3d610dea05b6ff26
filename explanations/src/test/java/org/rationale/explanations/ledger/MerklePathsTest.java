package org.rationale.explanations.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerklePathsTest {

  private static final int MOST = 20;

  private static List<byte[]> leaves(int number) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      leaves.add(("entry " + i).getBytes(StandardCharsets.UTF_8));
    }
    return leaves;
  }

  private static String root(List<byte[]> leaves) {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  @Test
  void eachLeafOfEachTreeIsShownToBeThereAndNowhereElse() {
    int refused = 0;
    for (int size = 1; size <= MOST; size++) {
      List<byte[]> leaves = leaves(size);
      String root = root(leaves);
      for (int index = 0; index < size; index++) {
        List<String> path = MerklePaths.inclusion(leaves, index);
        assertThat(MerklePaths.includes(root, size, index, leaves.get(index), path)).isTrue();
        for (int other = 0; other < size; other++) {
          if (other != index) {
            assertThat(MerklePaths.includes(root, size, other, leaves.get(index), path)).isFalse();
            assertThat(MerklePaths.includes(root, size, index, leaves.get(other), path)).isFalse();
            refused++;
          }
        }
        for (int step = 0; step < path.size(); step++) {
          List<String> shorter = new ArrayList<>(path);
          shorter.remove(step);
          assertThat(MerklePaths.includes(root, size, index, leaves.get(index), shorter)).isFalse();
          List<String> wrong = new ArrayList<>(path);
          wrong.set(step, "not a hash");
          assertThat(MerklePaths.includes(root, size, index, leaves.get(index), wrong)).isFalse();
        }
      }
      assertThat(MerklePaths.includes(root, size, size, leaves.getFirst(), List.of())).isFalse();
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void eachTreeIsShownToExtendThoseThatItBeganWithAndNoOther() {
    for (int size = 1; size <= MOST; size++) {
      List<byte[]> leaves = leaves(size);
      String root = root(leaves);
      for (int first = 1; first <= size; first++) {
        String older = root(leaves.subList(0, first));
        List<String> steps = MerklePaths.consistency(leaves, first);
        assertThat(MerklePaths.extend(older, first, root, size, steps)).isTrue();
        assertThat(MerklePaths.extend(root, first, older, size, steps)).isEqualTo(first == size);
        List<byte[]> forged = new ArrayList<>(leaves.subList(0, first));
        forged.set(first - 1, "forged".getBytes(StandardCharsets.UTF_8));
        assertThat(MerklePaths.extend(root(forged), first, root, size, steps)).isFalse();
        for (int step = 0; step < steps.size(); step++) {
          List<String> shorter = new ArrayList<>(steps);
          shorter.remove(step);
          assertThat(MerklePaths.extend(older, first, root, size, shorter)).isFalse();
        }
      }
    }
  }
}
