package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Region;

class OcclusionTest {

  /** All boxes there are, in the order in which the first of one size is to win. */
  private static Region.Box slowly(double[] weights, int width, int height, double share) {
    double total = 0;
    for (double weight : weights) {
      total += Math.max(0, weight);
    }
    Region.Box best = new Region.Box(0, 0, width, height);
    int least = Integer.MAX_VALUE;
    for (int top = 0; top < height; top++) {
      for (int left = 0; left < width; left++) {
        for (int bottom = top + 1; bottom <= height; bottom++) {
          for (int right = left + 1; right <= width; right++) {
            double held = 0;
            for (int y = top; y < bottom; y++) {
              for (int x = left; x < right; x++) {
                held += Math.max(0, weights[y * width + x]);
              }
            }
            int area = (bottom - top) * (right - left);
            if (held >= total * share * (1 - 1e-9) && area < least) {
              least = area;
              best = new Region.Box(left, top, right - left, bottom - top);
            }
          }
        }
      }
    }
    return best;
  }

  @Test
  void theBoxIsTheSmallestOfAll() {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      int width = 1 + random.nextInt(8);
      int height = 1 + random.nextInt(8);
      double share = 0.1 + 0.9 * random.nextDouble();
      double[] weights = new double[width * height];
      Arrays.setAll(weights, i -> Math.max(-0.5, random.nextInt(9) - 4));
      weights[random.nextInt(weights.length)] = 1;

      assertThat(new Occlusion(1, 1, share).box(weights, width, height))
          .contains(slowly(weights, width, height, share));
    }
  }

  @Test
  void whereNothingSpeaksForAClassThereIsNoBox() {
    assertThat(new Occlusion(1, 1, 0.5).box(new double[] {-1, 0, 0, -2}, 2, 2)).isEmpty();
  }

  @Test
  void everyPixelIsHiddenAndGetsTheMeanDropOfThePatchesThatHideIt() {
    Occlusion occlusion = new Occlusion(3, 2, 0.5);
    float[] pixels = new float[6 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i;
    }
    List<float[]> hidden = occlusion.hidden(pixels, 6, 5, 1);
    // Three starts across (0, 2, 3) and two down (0, 2).
    assertThat(hidden).hasSize(6);
    double[] drops = {1, 2, 3, 4, 5, 6};
    double[] weights = occlusion.weights(drops, 6, 5);
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      double sum = 0;
      int count = 0;
      for (int k = 0; k < 6; k++) {
        boolean covered = hidden.get(k)[pixel] != pixels[pixel];
        assertThat(hidden.get(k)[pixel]).isIn(pixels[pixel], 14.5f);
        sum += covered ? drops[k] : 0;
        count += covered ? 1 : 0;
      }
      assertThat(count).isPositive();
      assertThat(weights[pixel]).isCloseTo(sum / count, within(1e-12));
    }
  }
}
