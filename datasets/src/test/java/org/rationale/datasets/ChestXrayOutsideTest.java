package org.rationale.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.rationale.datasets.PneumoniaMnist.Image;
import org.rationale.datasets.PneumoniaMnist.Part;
import org.rationale.perception.Perceptor;

/** What the chest X-ray model of the pack claims nothing about, and what it does claim about. */
class ChestXrayOutsideTest {

  private static final Path DATA = Path.of("../../shared/data/pneumoniamnist/pneumoniamnist.npz");
  private static final int SIDE = 28;
  private static final int EACH = 16;

  private static List<double[]> xrays() throws IOException {
    if (System.getenv("CI") != null) {
      assertThat(DATA).exists();
    }
    Assumptions.assumeTrue(Files.exists(DATA), "The file (%s) is absent.".formatted(DATA));
    return PneumoniaMnist.read(DATA, Part.TEST).images().stream()
        .map(
            image ->
                IntStream.range(0, SIDE * SIDE)
                    .mapToDouble(i -> Byte.toUnsignedInt(image.pixels()[i]) / 255.0)
                    .toArray())
        .toList();
  }

  private static boolean withheld(Perceptor perceptor, double[] pixels) throws IOException {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.clamp(pixels[i], 0, 1));
    }
    return !perceptor
        .perceive(ChestXrayEvaluation.input(new Image(bytes, false)))
        .withheld()
        .isEmpty();
  }

  private static double[] each(BiFunction<Integer, Integer, Double> pixel) {
    double[] pixels = new double[SIDE * SIDE];
    Arrays.setAll(pixels, i -> pixel.apply(i % SIDE, i / SIDE));
    return pixels;
  }

  /** Noise with the mean and the deviation of the training images, and what is no image at all. */
  private static Map<String, List<double[]>> drawn(Random random) {
    Map<String, List<double[]>> kinds = new LinkedHashMap<>();
    kinds.put("black", List.of(each((x, y) -> 0.0)));
    kinds.put("white", List.of(each((x, y) -> 1.0)));
    kinds.put("grey", IntStream.range(1, 16).mapToObj(i -> each((x, y) -> i / 16.0)).toList());
    kinds.put("uniform noise", many(i -> each((x, y) -> random.nextDouble())));
    kinds.put(
        "noise as strong as X-rays", many(i -> each((x, y) -> random.nextGaussian(0.57, 0.17))));
    kinds.put("faint noise", many(i -> each((x, y) -> random.nextGaussian(0.57, 0.05))));
    kinds.put("slopes", many(i -> slope(random)));
    kinds.put("lines", many(i -> lines(random)));
    return kinds;
  }

  private static List<double[]> many(IntFunction<double[]> draw) {
    return IntStream.range(0, EACH).mapToObj(draw).toList();
  }

  private static double[] slope(Random random) {
    double angle = 2 * Math.PI * random.nextDouble();
    double low = random.nextDouble();
    double high = random.nextDouble();
    return each(
        (x, y) ->
            low
                + (high - low)
                    * (0.5 + (Math.cos(angle) * (x - 13.5) + Math.sin(angle) * (y - 13.5)) / 38));
  }

  /** Bright lines on black, as writing is. */
  private static double[] lines(Random random) {
    double[] pixels = new double[SIDE * SIDE];
    for (int line = 0; line < 12; line++) {
      int from = random.nextInt(SIDE * SIDE);
      int step = random.nextBoolean() ? 1 : SIDE;
      for (int i = 0; i < 9 && from + i * step < pixels.length; i++) {
        pixels[from + i * step] = 1;
      }
    }
    return pixels;
  }

  /** What is made of X-rays and is none. */
  private static Map<String, UnaryOperator<double[]>> spoilt(Random random) {
    Map<String, UnaryOperator<double[]>> kinds = new LinkedHashMap<>();
    kinds.put("negatives", xray -> each((x, y) -> 1 - xray[y * SIDE + x]));
    kinds.put("turned by 90 degrees", xray -> each((x, y) -> xray[(SIDE - 1 - x) * SIDE + y]));
    kinds.put(
        "turned by 180 degrees", xray -> each((x, y) -> xray[SIDE * SIDE - 1 - y * SIDE - x]));
    kinds.put("patches shuffled", xray -> shuffled(xray, random));
    kinds.put("blurred", ChestXrayOutsideTest::blurred);
    kinds.put("noisy", xray -> each((x, y) -> xray[y * SIDE + x] + random.nextGaussian(0, 0.25)));
    return kinds;
  }

  private static double[] shuffled(double[] xray, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 16).boxed().toList());
    Collections.shuffle(order, random);
    return each(
        (x, y) -> {
          int patch = order.get(y / 7 * 4 + x / 7);
          return xray[(patch / 4 * 7 + y % 7) * SIDE + patch % 4 * 7 + x % 7];
        });
  }

  /** By the mean of 13 by 13 pixels, as far as there are any. */
  private static double[] blurred(double[] xray) {
    return each(
        (x, y) -> {
          double sum = 0;
          int count = 0;
          for (int row = Math.max(0, y - 6); row <= Math.min(SIDE - 1, y + 6); row++) {
            for (int column = Math.max(0, x - 6); column <= Math.min(SIDE - 1, x + 6); column++) {
              sum += xray[row * SIDE + column];
              count++;
            }
          }
          return sum / count;
        });
  }

  @Test
  void noiseAndNegativesAreWithheldAndXraysAreNot() throws IOException {
    List<double[]> xrays = xrays();
    Random random = new Random(61);
    Map<String, List<double[]>> kinds = drawn(random);
    spoilt(random)
        .forEach(
            (name, spoil) -> kinds.put(name, xrays.subList(0, EACH).stream().map(spoil).toList()));
    Map<String, Double> shares = new LinkedHashMap<>();
    int accepted = 0;
    int seen = 0;
    try (Perceptor perceptor = ChestXrayEvaluation.open(BundledPacks.folder("respiratory"), true)) {
      for (Map.Entry<String, List<double[]>> kind : kinds.entrySet()) {
        int refused = 0;
        for (double[] pixels : kind.getValue()) {
          refused += withheld(perceptor, pixels) ? 1 : 0;
        }
        shares.put(kind.getKey(), (double) refused / kind.getValue().size());
      }
      for (int i = 0; i < xrays.size(); i += 3) {
        accepted += withheld(perceptor, xrays.get(i)) ? 0 : 1;
        seen++;
      }
    }

    assertThat(shares.remove("turned by 180 degrees")).isGreaterThan(0.7);
    assertThat(shares)
        .hasSize(13)
        .allSatisfy((kind, share) -> assertThat(share).as(kind).isGreaterThan(0.8));
    assertThat((double) accepted / seen).isBetween(0.93, 0.99);
  }
}
