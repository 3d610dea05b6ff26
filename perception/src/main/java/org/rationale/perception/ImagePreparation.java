package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Region;
import org.rationale.perception.ModelSignature.Port;

/**
 * How a picture is made ready for a model: a part of it is resized ({@link Resampling}), its
 * samples from 0 to 1 are multiplied by {@code scale}, and each colour c becomes {@code (x -
 * mean_c) / deviation_c}, rounded to a whole number from 0 to 255 where the model takes bytes.
 *
 * @param width in pixels that the model takes
 * @param height in pixels that the model takes
 * @param colours that the model takes, and their order
 * @param layout colours first or last
 * @param bytes whether the model takes bytes instead of single precision
 * @param fit what is done with a picture of another shape
 * @param scale what white is before the mean is taken away
 * @param mean one number for each colour
 * @param deviation one number for each colour, above 0
 */
record ImagePreparation(
    int width,
    int height,
    Colours colours,
    Layout layout,
    boolean bytes,
    Fit fit,
    double scale,
    List<Double> mean,
    List<Double> deviation) {

  /** Changes when the same picture under the same settings would become other numbers. */
  private static final int VERSION = 1;

  private static final long MAXIMUM_SIDE = 4096;

  enum Colours {
    GREY(1),
    RGB(3),
    BGR(3);

    final int count;

    Colours(int count) {
      this.count = count;
    }
  }

  enum Layout {
    NCHW,
    NHWC
  }

  /** A picture of another shape is cut to the middle, distorted, or set between black bars. */
  enum Fit {
    CROP,
    STRETCH,
    PAD
  }

  ImagePreparation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** With all that changes the numbers: {@code image 1: crop to 28x28 grey NCHW float ...}. */
  String version() {
    return "image %d: %s to %dx%d %s %s %s, scale %s, mean %s, deviation %s"
        .formatted(
            VERSION,
            name(fit),
            width,
            height,
            name(colours),
            layout,
            bytes ? "uint8" : "float",
            scale,
            mean,
            deviation);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The part of a picture that the model sees. */
  Region.Box seen(Picture picture) {
    int w = picture.width();
    int h = picture.height();
    if (fit != Fit.CROP) {
      return new Region.Box(0, 0, w, h);
    }
    if ((long) w * height > (long) h * width) {
      int kept = (int) Math.max(1, Math.round((double) h * width / height));
      return new Region.Box((w - kept) / 2, 0, kept, h);
    }
    int kept = (int) Math.max(1, Math.round((double) w * height / width));
    return new Region.Box(0, (h - kept) / 2, w, kept);
  }

  /** Where in the model's input the part that it sees comes to lie; all of it unless padded. */
  Region.Box target(Picture picture) {
    if (fit != Fit.PAD) {
      return new Region.Box(0, 0, width, height);
    }
    double ratio = Math.min((double) width / picture.width(), (double) height / picture.height());
    int w = Math.clamp(Math.round(picture.width() * ratio), 1, width);
    int h = Math.clamp(Math.round(picture.height() * ratio), 1, height);
    return new Region.Box((width - w) / 2, (height - h) / 2, w, h);
  }

  /** The model's input before scale, mean and deviation: rows of pixels, colours last, 0 to 1. */
  float[] pixels(Picture picture) {
    Region.Box target = target(picture);
    float[] part =
        Resampling.resize(picture, seen(picture), target.width(), target.height(), colours.count);
    if (target.width() == width && target.height() == height) {
      return part;
    }
    float[] all = new float[width * height * colours.count];
    for (int y = 0; y < target.height(); y++) {
      int length = target.width() * colours.count;
      System.arraycopy(
          part, y * length, all, ((target.y() + y) * width + target.x()) * colours.count, length);
    }
    return all;
  }

  /** What the model takes of one picture, without the first dimension. */
  long[] shape() {
    return layout == Layout.NCHW
        ? new long[] {colours.count, height, width}
        : new long[] {height, width, colours.count};
  }

  /** The model's input, from what {@link #pixels} gives. */
  float[] row(float[] pixels) {
    int n = colours.count;
    float[] row = new float[pixels.length];
    for (int c = 0; c < n; c++) {
      double factor = scale / deviation.get(c);
      double shift = mean.get(c) / deviation.get(c);
      int from = colours == Colours.BGR ? n - 1 - c : c;
      for (int p = 0; p < width * height; p++) {
        int to = layout == Layout.NCHW ? c * width * height + p : p * n + c;
        row[to] = (float) (pixels[p * n + from] * factor - shift);
      }
    }
    return row;
  }

  /**
   * Reads the settings under {@code image}. What they leave open is taken from the model's input;
   * what both say must agree.
   *
   * @throws InvalidInputException with every place where pack and model do not fit
   */
  static Optional<ImagePreparation> configure(ConfigReader config, Port port) {
    ConfigReader settings = config.mapping("image").orElseGet(() -> config.empty());
    settings.allowOnly(
        "width", "height", "colours", "layout", "type", "fit", "scale", "mean", "deviation");
    Mismatches found = new Mismatches(port, settings.place());
    if (port.shape().size() != 4) {
      found.add("has not the four dimensions of pictures", "Export it with images as input.");
      throw new InvalidInputException(found.diagnostics);
    }
    Optional<Layout> said = settings.oneOf("layout", Layout.values());
    Layout layout = said.orElseGet(() -> layout(port));
    int colourAxis = layout == Layout.NCHW ? 1 : 3;
    long offered = port.shape().get(colourAxis);
    Colours colours =
        settings
            .oneOf("colours", Colours.values())
            .orElse(offered == 1 ? Colours.GREY : Colours.RGB);
    if (offered >= 0 && offered != colours.count) {
      found.add(
          "has %d colours as %s, but %s has %d"
              .formatted(offered, layout, name(colours), colours.count),
          "Change colours or layout.");
    }
    int height = side(settings, "height", port.shape().get(layout == Layout.NCHW ? 2 : 1), found);
    int width = side(settings, "width", port.shape().get(layout == Layout.NCHW ? 3 : 2), found);
    boolean bytes = bytes(settings, port, found);
    BigDecimal scale =
        settings.number("scale").orElse(bytes ? BigDecimal.valueOf(255) : BigDecimal.ONE);
    List<Double> mean = numbers(settings, "mean", colours.count, 0, found);
    List<Double> deviation = numbers(settings, "deviation", colours.count, 1, found);
    if (scale.signum() <= 0 || deviation.stream().anyMatch(d -> d <= 0)) {
      found.add("needs a scale and deviations above 0", "Use those of the training.");
    }
    if (!found.diagnostics.isEmpty()) {
      throw new InvalidInputException(found.diagnostics);
    }
    return Optional.of(
        new ImagePreparation(
            width,
            height,
            colours,
            layout,
            bytes,
            settings.oneOf("fit", Fit.values()).orElse(Fit.CROP),
            scale.doubleValue(),
            mean,
            deviation));
  }

  /** What does not fit between a pack and its model. */
  private static final class Mismatches {
    private final Port port;
    private final String place;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Mismatches(Port port, String place) {
      this.port = port;
      this.place = place;
    }

    void add(String what, String hint) {
      diagnostics.add(
          new Diagnostic(
              "model-signature",
              place,
              "The model's input (%s: %s) %s.".formatted(port.name(), port.form(), what),
              hint));
    }
  }

  /** The axis with 1 or 3 entries holds the colours. */
  private static Layout layout(Port port) {
    long last = port.shape().get(3);
    long first = port.shape().get(1);
    return (last == 1 || last == 3) && first != 1 && first != 3 ? Layout.NHWC : Layout.NCHW;
  }

  private static int side(ConfigReader settings, String key, long offered, Mismatches found) {
    Optional<BigDecimal> said = settings.number(key);
    if (said.isEmpty() && offered < 0) {
      found.add("leaves the %s open".formatted(key), "Say in the pack which it is to be.");
      return 1;
    }
    long side = said.map(BigDecimal::longValue).orElse(offered);
    if (said.isPresent()
        && offered >= 0
        && said.get().compareTo(BigDecimal.valueOf(offered)) != 0) {
      found.add(
          "has the %s %d, but the pack says %s".formatted(key, offered, said.get()),
          "Leave it out of the pack.");
    }
    if (side < 1 || side > MAXIMUM_SIDE) {
      found.add(
          "would get the %s %d".formatted(key, side), "1 to %d are taken.".formatted(MAXIMUM_SIDE));
      return 1;
    }
    return (int) side;
  }

  private enum Type {
    FLOAT,
    UINT8
  }

  private static boolean bytes(ConfigReader settings, Port port, Mismatches found) {
    boolean offered = port.type() == OnnxJavaType.UINT8;
    if (!offered && port.type() != OnnxJavaType.FLOAT && port.type() != OnnxJavaType.FLOAT16) {
      found.add("takes numbers that pictures are not made into", "Use float or uint8.");
    }
    Optional<Type> said = settings.oneOf("type", Type.values());
    if (said.isPresent() && (said.get() == Type.UINT8) != offered) {
      found.add("is of another type than the pack says (%s)".formatted(name(said.get())), "");
    }
    return offered;
  }

  /** One number for all colours, or one for each. */
  private static List<Double> numbers(
      ConfigReader settings, String key, int count, double otherwise, Mismatches found) {
    List<Double> numbers = settings.numbers(key);
    if (numbers.isEmpty()) {
      return Collections.nCopies(count, otherwise);
    }
    if (numbers.size() == 1) {
      return Collections.nCopies(count, numbers.getFirst());
    }
    if (numbers.size() != count) {
      found.add(
          "takes %d colours, but there are %d numbers under %s"
              .formatted(count, numbers.size(), key),
          "Give one for each colour.");
      return Collections.nCopies(count, otherwise);
    }
    return numbers;
  }
}
