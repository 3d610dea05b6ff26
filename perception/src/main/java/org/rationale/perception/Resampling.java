package org.rationale.perception;

import org.rationale.kg.Region;
import org.rationale.perception.ImageHeader.Orientation;

/**
 * Resizes pictures, and series, by our own arithmetic, so that every machine makes the same
 * numbers.
 *
 * <p>Each target pixel is a weighted mean of source pixels. Along one axis, with s source pixels to
 * a target pixel and r = max(1, s), the weight of source pixel j for target pixel i is {@code
 * max(0, 1 - |j + 1/2 - (i + 1/2) s| / r)}, divided by the sum of these weights over the pixels
 * that exist. That is linear interpolation where a picture grows, and a mean over the whole area
 * with a triangle's weights where it shrinks: no pixel is passed over. Where source and target are
 * of one size, it changes nothing.
 */
final class Resampling {

  /** Weights of source pixels for one target pixel. */
  private record Taps(int first, double[] weights) {}

  private Resampling() {}

  /**
   * A part of a picture in another size.
   *
   * @param part of the picture as it is shown
   * @param colours 1 for grey, 3 for red, green, blue
   * @return row after row, the colours of each pixel one after the other, from 0 to 1
   */
  static float[] resize(Picture picture, Region.Box part, int width, int height, int colours) {
    Orientation orientation = picture.header().orientation();
    Region.Box stored = stored(part, picture);
    int across = orientation.swapped ? height : width;
    int down = orientation.swapped ? width : height;
    double[] pixels = resizeStored(picture, stored, across, down, colours);
    float[] shown = new float[pixels.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = orientation.leftRight ? width - 1 - x : x;
        int fromY = orientation.topBottom ? height - 1 - y : y;
        int from = orientation.swapped ? fromX * across + fromY : fromY * across + fromX;
        for (int c = 0; c < colours; c++) {
          shown[(y * width + x) * colours + c] = (float) pixels[from * colours + c];
        }
      }
    }
    return shown;
  }

  /** Where a part of the shown picture is stored. */
  private static Region.Box stored(Region.Box part, Picture picture) {
    Orientation orientation = picture.header().orientation();
    int x = orientation.leftRight ? picture.width() - part.x() - part.width() : part.x();
    int y = orientation.topBottom ? picture.height() - part.y() - part.height() : part.y();
    return orientation.swapped
        ? new Region.Box(y, x, part.height(), part.width())
        : new Region.Box(x, y, part.width(), part.height());
  }

  private static double[] resizeStored(
      Picture picture, Region.Box part, int width, int height, int colours) {
    Taps[] across = taps(part.width(), width, (double) part.width() / width);
    Taps[] down = taps(part.height(), height, (double) part.height() / height);
    double[] target = new double[width * height * colours];
    double[] row = new double[part.width() * colours];
    double[] narrow = new double[width * colours];
    int[] samples = picture.workingSpace(part.width());
    int firstOpen = 0;
    for (int y = 0; y < part.height(); y++) {
      picture.readStored(part.x(), part.y() + y, part.width(), colours, row, samples);
      for (int i = 0; i < width; i++) {
        for (int c = 0; c < colours; c++) {
          double sum = 0;
          double[] weights = across[i].weights();
          int at = across[i].first() * colours + c;
          for (double weight : weights) {
            sum += weight * row[at];
            at += colours;
          }
          narrow[i * colours + c] = sum;
        }
      }
      while (firstOpen < height
          && down[firstOpen].first() + down[firstOpen].weights().length <= y) {
        firstOpen++;
      }
      for (int i = firstOpen; i < height && down[i].first() <= y; i++) {
        int tap = y - down[i].first();
        if (tap < down[i].weights().length) {
          double weight = down[i].weights()[tap];
          int at = i * width * colours;
          for (double value : narrow) {
            target[at++] += weight * value;
          }
        }
      }
    }
    return target;
  }

  /**
   * A series at another rate. A sample that is NaN makes those that rest on it NaN.
   *
   * @param scale source samples to a target sample
   */
  static double[] resample(double[] samples, double scale) {
    // What is left of a last target sample is dropped, unless only rounding makes it less than one.
    int length = (int) Math.floor(samples.length / scale + 1e-9);
    double[] target = new double[length];
    Taps[] taps = taps(samples.length, length, scale);
    for (int i = 0; i < length; i++) {
      double[] weights = taps[i].weights();
      for (int j = 0; j < weights.length; j++) {
        if (weights[j] > 0) {
          target[i] += weights[j] * samples[taps[i].first() + j];
        }
      }
    }
    return target;
  }

  private static Taps[] taps(int from, int to, double scale) {
    Taps[] taps = new Taps[to];
    double reach = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max(0, (int) Math.floor(centre - reach));
      int end = Math.min(from, (int) Math.ceil(centre + reach));
      double[] weights = new double[end - first];
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        weights[j] = Math.max(0, 1 - Math.abs(first + j + 0.5 - centre) / reach);
        sum += weights[j];
      }
      for (int j = 0; j < weights.length; j++) {
        weights[j] /= sum;
      }
      taps[i] = new Taps(first, weights);
    }
    return taps;
  }
}
