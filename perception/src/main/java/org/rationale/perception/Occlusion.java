package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Region;

/**
 * Hides square patches of a picture from a model, one after the other, and sees what that changes.
 * A hidden patch gets the mean colour of what the model sees. The weight of a pixel is the mean
 * over all patches that cover it.
 *
 * @param patch side of a patch in pixels of the model's input
 * @param stride from one patch to the next; at most {@code patch}, so that every pixel is covered
 * @param share of the weight that speaks for a class that the box holds
 */
record Occlusion(int patch, int stride, double share) {

  private static final int MAXIMUM_PATCHES = 1024;

  /** A finer grid would find the same box, at the cost of its fourth power. */
  private static final int MAXIMUM_CELLS = 48;

  static Optional<Occlusion> configure(ConfigReader config, ImagePreparation preparation) {
    ConfigReader settings = config.mapping("saliency").orElseGet(() -> config.empty());
    settings.allowOnly("patch", "stride", "share");
    int side = Math.min(preparation.width(), preparation.height());
    int patch =
        settings.number("patch").map(n -> n.intValue()).orElse(Math.max(1, Math.round(side / 4f)));
    int stride = settings.number("stride").map(n -> n.intValue()).orElse(Math.max(1, patch / 2));
    double share = settings.number("share").map(n -> n.doubleValue()).orElse(0.5);
    Occlusion occlusion = new Occlusion(patch, stride, share);
    if (patch < 1 || patch > side || stride < 1 || stride > patch || !(share > 0 && share <= 1)) {
      settings.report(
          "bad-saliency",
          settings.place(),
          "Patches of %d pixels every %d pixels with the share %s cannot be."
              .formatted(patch, stride, share),
          "Patch: 1 to %d; stride: 1 to patch; share: above 0 to 1.".formatted(side));
      return Optional.empty();
    }
    int patches =
        starts(preparation.width(), patch, stride).length
            * starts(preparation.height(), patch, stride).length;
    if (patches > MAXIMUM_PATCHES) {
      settings.report(
          "bad-saliency",
          settings.place(),
          "There would be %d patches; at most %d are hidden.".formatted(patches, MAXIMUM_PATCHES),
          "Raise patch or stride.");
      return Optional.empty();
    }
    return Optional.of(occlusion);
  }

  String method() {
    return "patches of %d by %d pixels of the model's input, every %d pixels, were hidden one by one under the mean colour"
        .formatted(patch, patch, stride);
  }

  private static int[] starts(int side, int patch, int stride) {
    int count = (side - patch + stride - 1) / stride + 1;
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = Math.min(i * stride, side - patch);
    }
    return starts;
  }

  /** The pictures with one patch hidden each: row after row of patches. */
  List<float[]> hidden(float[] pixels, int width, int height, int colours) {
    double[] mean = new double[colours];
    for (int i = 0; i < pixels.length; i++) {
      mean[i % colours] += pixels[i];
    }
    List<float[]> hidden = new ArrayList<>();
    for (int top : starts(height, patch, stride)) {
      for (int left : starts(width, patch, stride)) {
        float[] copy = pixels.clone();
        for (int y = top; y < top + patch; y++) {
          for (int x = left; x < left + patch; x++) {
            for (int c = 0; c < colours; c++) {
              copy[(y * width + x) * colours + c] = (float) (mean[c] / width / height);
            }
          }
        }
        hidden.add(copy);
      }
    }
    return hidden;
  }

  /**
   * The weights of pixels.
   *
   * @param drops by how much each patch of {@link #hidden}, hidden, lowers the log-odds
   */
  double[] weights(double[] drops, int width, int height) {
    double[] sums = new double[width * height];
    int[] counts = new int[width * height];
    int number = 0;
    for (int top : starts(height, patch, stride)) {
      for (int left : starts(width, patch, stride)) {
        for (int y = top; y < top + patch; y++) {
          for (int x = left; x < left + patch; x++) {
            sums[y * width + x] += drops[number];
            counts[y * width + x]++;
          }
        }
        number++;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= counts[i];
    }
    return sums;
  }

  /**
   * The smallest box that holds the share of all weight above 0. Of several of one size, the
   * uppermost, then the leftmost, then the flattest. Boxes have their corners on a grid of at most
   * 48 cells a side. Empty if no weight is above 0.
   */
  Optional<Region.Box> box(double[] weights, int width, int height) {
    int[] across = edges(width);
    int[] down = edges(height);
    int columns = across.length - 1;
    double[] sums = new double[across.length * down.length];
    double total = 0;
    for (int j = 1; j < down.length; j++) {
      for (int i = 1; i < across.length; i++) {
        double cell = 0;
        for (int y = down[j - 1]; y < down[j]; y++) {
          for (int x = across[i - 1]; x < across[i]; x++) {
            cell += Math.max(0, weights[y * width + x]);
          }
        }
        total += cell;
        int at = j * across.length + i;
        sums[at] = cell + sums[at - 1] + sums[at - across.length] - sums[at - across.length - 1];
      }
    }
    if (!(total > 0)) {
      return Optional.empty();
    }
    // The sums of cells lose a little to rounding; the whole must still hold all.
    double wanted = total * share * (1 - 1e-9);
    long least = Long.MAX_VALUE;
    int[] best = {0, 0, columns, down.length - 1};
    for (int top = 0; top < down.length - 1; top++) {
      for (int left = 0; left < columns; left++) {
        int right = columns;
        // A taller box needs no wider one: right only ever moves to the left.
        for (int bottom = top + 1; bottom < down.length; bottom++) {
          while (right > left + 1
              && held(sums, across.length, top, left, bottom, right - 1) >= wanted) {
            right--;
          }
          long area = (long) (down[bottom] - down[top]) * (across[right] - across[left]);
          if (area < least && held(sums, across.length, top, left, bottom, right) >= wanted) {
            least = area;
            best = new int[] {left, top, right, bottom};
          }
        }
      }
    }
    return Optional.of(
        new Region.Box(
            across[best[0]],
            down[best[1]],
            across[best[2]] - across[best[0]],
            down[best[3]] - down[best[1]]));
  }

  private static double held(double[] sums, int row, int top, int left, int bottom, int right) {
    return sums[bottom * row + right]
        - sums[top * row + right]
        - sums[bottom * row + left]
        + sums[top * row + left];
  }

  private static int[] edges(int side) {
    int cells = Math.min(side, MAXIMUM_CELLS);
    int[] edges = new int[cells + 1];
    Arrays.setAll(edges, i -> (int) ((long) i * side / cells));
    return edges;
  }

  /** The weights of a part of the model's input. */
  static double[] part(double[] weights, int width, Region.Box part) {
    double[] inside = new double[part.width() * part.height()];
    for (int y = 0; y < part.height(); y++) {
      System.arraycopy(
          weights, (part.y() + y) * width + part.x(), inside, y * part.width(), part.width());
    }
    return inside;
  }

  /**
   * Where a box of the model's input lies on the picture, outwards to whole pixels.
   *
   * @param box from the edge of {@code target}
   * @param target where the picture lies in the model's input
   * @param seen of the picture
   */
  static Region.Box onPicture(Region.Box box, Region.Box target, Region.Box seen) {
    double across = (double) seen.width() / target.width();
    double down = (double) seen.height() / target.height();
    int left = (int) Math.floor(box.x() * across);
    int top = (int) Math.floor(box.y() * down);
    int right = (int) Math.min(seen.width(), Math.ceil((box.x() + box.width()) * across));
    int bottom = (int) Math.min(seen.height(), Math.ceil((box.y() + box.height()) * down));
    return new Region.Box(seen.x() + left, seen.y() + top, right - left, bottom - top);
  }

  /** By how much hiding lowers the log-odds of a class. */
  static double[] drops(
      Classification classification, float[] whole, List<float[]> hidden, int number) {
    double before = classification.logOdds(whole, number);
    double[] drops = new double[hidden.size()];
    for (int i = 0; i < drops.length; i++) {
      drops[i] = before - classification.logOdds(hidden.get(i), number);
      if (!Double.isFinite(drops[i])) {
        throw new InvalidInputException(
            "not-a-distribution",
            "saliency",
            "The model answers no numbers when a part of its input is hidden.",
            "Give no saliency for it.");
      }
    }
    return drops;
  }
}
