package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorsTest {

  private static List<float[]> vectors(int count, int width, Random random) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[width];
      for (int d = 0; d < width; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      SentenceEncoder.normalise(vector);
      vectors.add(vector);
    }
    return vectors;
  }

  @Test
  void productsAreThoseOfEachPair() {
    Random random = new Random(19);
    for (int round = 0; round < 8; round++) {
      int width = 1 + random.nextInt(400);
      List<float[]> anchors = vectors(1 + random.nextInt(50), width, random);
      List<float[]> vectors = vectors(random.nextInt(40), width, random);
      try (Anchors products = Anchors.of(anchors, ExecutionSettings.standard())) {
        float[][] found = products.products(vectors);
        assertThat(found).hasNumberOfRows(vectors.size());
        for (int i = 0; i < found.length; i++) {
          for (int j = 0; j < anchors.size(); j++) {
            double slow = 0;
            for (int d = 0; d < width; d++) {
              slow += (double) vectors.get(i)[d] * anchors.get(j)[d];
            }
            assertThat((double) found[i][j]).isCloseTo(slow, within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void theSameAnchorsShareOneSession() {
    List<float[]> anchors = vectors(5, 12, new Random(2));
    int before = OnnxModel.sessions();
    try (Anchors first = Anchors.of(anchors, ExecutionSettings.standard());
        Anchors second = Anchors.of(anchors, ExecutionSettings.standard())) {
      assertThat(OnnxModel.sessions()).isEqualTo(before + 1);
      assertThat(first.products(anchors)).isDeepEqualTo(second.products(anchors));
    }
    assertThat(OnnxModel.sessions()).isEqualTo(before);
  }
}
