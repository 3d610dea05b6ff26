package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Region;

class ResamplingTest {

  private static Picture picture(int width, int height, int type, long seed) throws IOException {
    return Picture.read(
        PictureTest.encoded(PictureTest.noise(width, height, type, seed), "png"), 1 << 20, "test");
  }

  private static Region.Box whole(Picture picture) {
    return new Region.Box(0, 0, picture.width(), picture.height());
  }

  /** The formula, for each target pixel over all source pixels in two dimensions at once. */
  private static double slowly(
      float[] source, int width, int height, int toWidth, int toHeight, int x, int y) {
    double sx = (double) width / toWidth;
    double sy = (double) height / toHeight;
    double sum = 0;
    double weights = 0;
    for (int j = 0; j < height; j++) {
      for (int i = 0; i < width; i++) {
        double across = Math.max(0, 1 - Math.abs(i + 0.5 - (x + 0.5) * sx) / Math.max(1, sx));
        double down = Math.max(0, 1 - Math.abs(j + 0.5 - (y + 0.5) * sy) / Math.max(1, sy));
        sum += across * down * source[j * width + i];
        weights += across * down;
      }
    }
    return sum / weights;
  }

  @Test
  void everySizeAgreesWithTheFormulaInTwoDimensions() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      int toWidth = 1 + random.nextInt(30);
      int toHeight = 1 + random.nextInt(30);
      Picture picture = picture(width, height, BufferedImage.TYPE_BYTE_GRAY, round);
      float[] source = Resampling.resize(picture, whole(picture), width, height, 1);
      float[] resized = Resampling.resize(picture, whole(picture), toWidth, toHeight, 1);
      for (int i = 0; i < resized.length; i++) {
        assertThat((double) resized[i])
            .as("%dx%d to %dx%d at %d", width, height, toWidth, toHeight, i)
            .isCloseTo(
                slowly(source, width, height, toWidth, toHeight, i % toWidth, i / toWidth),
                within(1e-6));
      }
    }
  }

  @Test
  void aPartIsResizedAsIfItWereThePicture() throws IOException {
    Picture picture = picture(20, 16, BufferedImage.TYPE_3BYTE_BGR, 5);
    float[] all = Resampling.resize(picture, whole(picture), 20, 16, 3);
    float[] part = Resampling.resize(picture, new Region.Box(4, 2, 10, 8), 10, 8, 3);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 10; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(part[(y * 10 + x) * 3 + c]).isEqualTo(all[((y + 2) * 20 + x + 4) * 3 + c]);
        }
      }
    }
  }

  @Test
  void theMeanOfAPictureOutlivesItsReduction() throws IOException {
    Picture picture = picture(64, 64, BufferedImage.TYPE_USHORT_GRAY, 8);
    double before = mean(Resampling.resize(picture, whole(picture), 64, 64, 1));
    double after = mean(Resampling.resize(picture, whole(picture), 8, 8, 1));
    // Pixels near the border weigh a little differently, so it is close and not the same.
    assertThat(after).isCloseTo(before, within(0.02));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void aSeriesAtItsOwnRateStaysAsItIs() {
    double[] samples = new Random(3).doubles(50).toArray();
    assertThat(Resampling.resample(samples, 1)).containsExactly(samples);
  }

  @Test
  void aSlowWaveOutlivesAnotherRateAndAFastOneIsAveragedAway() {
    double[] slow = new double[1000];
    double[] fast = new double[1000];
    for (int i = 0; i < 1000; i++) {
      slow[i] = Math.sin(2 * Math.PI * i / 500);
      fast[i] = i % 2 == 0 ? 1 : -1;
    }
    double[] slowly = Resampling.resample(slow, 10);
    assertThat(slowly).hasSize(100);
    for (int i = 1; i < 99; i++) {
      assertThat(slowly[i]).isCloseTo(Math.sin(2 * Math.PI * (i * 10 + 4.5) / 500), within(0.01));
    }
    for (double value : Resampling.resample(fast, 10)) {
      assertThat(value).isCloseTo(0, within(0.04));
    }
  }

  @Test
  void aMissingSampleMakesJustThoseMissingThatRestOnIt() {
    double[] samples = {1, 2, Double.NaN, 4, 5, 6, 7, 8};
    double[] half = Resampling.resample(samples, 2);
    assertThat(half[0]).isNaN();
    assertThat(half[1]).isNaN();
    assertThat(half[2]).isFinite();
    assertThat(half[3]).isFinite();
  }
}
