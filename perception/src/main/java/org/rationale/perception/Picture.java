package org.rationale.perception;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.rationale.kg.InvalidInputException;

/**
 * A decoded picture. Its samples are what the file holds: no gamma, no colour profile and no window
 * is applied, so that they do not depend on the machine. A palette is looked up; what is
 * transparent lies on black.
 */
final class Picture {

  private static final double[][] PALETTE_NONE = {};

  private final ImageHeader header;
  private final Raster raster;
  private final int bands;
  private final double[] highest;
  private final double[][] palette;

  private Picture(ImageHeader header, BufferedImage image) {
    this.header = header;
    this.raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    this.bands = raster.getNumBands();
    this.highest = new double[bands];
    for (int band = 0; band < bands; band++) {
      highest[band] = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
    }
    this.palette = colours instanceof IndexColorModel indexed ? palette(indexed) : PALETTE_NONE;
  }

  /**
   * Decodes a file.
   *
   * @param maximumPixels more are refused before they are decoded
   * @param place for messages
   * @throws InvalidInputException if it is too large, cut short, damaged or of a kind that is not
   *     read
   */
  static Picture read(byte[] file, long maximumPixels, String place) {
    ImageHeader header = ImageHeader.of(file, place);
    long pixels = (long) header.width() * header.height();
    if (pixels > maximumPixels) {
      throw new InvalidInputException(
          "image-too-large",
          place,
          "this image of %d by %d pixels has more than %d."
              .formatted(header.width(), header.height(), maximumPixels),
          "Reduce it, or raise maximumPixels of the perceptor.");
    }
    return new Picture(header, decode(file, header, place));
  }

  private static BufferedImage decode(byte[] file, ImageHeader header, String place) {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(header.format().name().toLowerCase(Locale.ROOT));
    ImageReader reader = readers.next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      // Metadata may be large and hold anything; nothing of it is needed.
      reader.setInput(stream, true, true);
      BufferedImage image = reader.read(0);
      if (!warnings.isEmpty()) {
        throw ImageHeader.damaged(place, firstLine(warnings.getFirst()));
      }
      return image;
    } catch (IIOException damaged) {
      throw ImageHeader.damaged(place, firstLine(message(damaged)));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw ImageHeader.damaged(place, firstLine(message(damaged)));
    } finally {
      reader.dispose();
    }
  }

  /** The innermost message: the outer ones of the decoders say no more than that they failed. */
  private static String message(Exception failure) {
    Throwable inner = failure;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    String message = inner.getMessage();
    return message == null || message.isBlank() ? "its pixels end too early" : message;
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    return line.endsWith(".") || line.endsWith("!") ? line.substring(0, line.length() - 1) : line;
  }

  private static double[][] palette(IndexColorModel colours) {
    double[][] table = new double[colours.getMapSize()][];
    for (int i = 0; i < table.length; i++) {
      double alpha = colours.getAlpha(i) / 255.0;
      table[i] =
          new double[] {
            colours.getRed(i) / 255.0 * alpha,
            colours.getGreen(i) / 255.0 * alpha,
            colours.getBlue(i) / 255.0 * alpha
          };
    }
    return table;
  }

  ImageHeader header() {
    return header;
  }

  /** In pixels, as it is shown. */
  int width() {
    return header.shownWidth();
  }

  /** In pixels, as it is shown. */
  int height() {
    return header.shownHeight();
  }

  /**
   * A part of a stored row as colours.
   *
   * @param colours 1 for grey, which is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), 3 for
   *     red, green, blue
   * @param row receives the colours of each pixel one after the other, from 0 to 1
   * @param samples working space of the same reader; at least {@code width} times the bands
   */
  void readStored(int x, int y, int width, int colours, double[] row, int[] samples) {
    raster.getPixels(x, y, width, 1, samples);
    for (int i = 0; i < width; i++) {
      double red;
      double green;
      double blue;
      if (palette.length > 0) {
        // A file may point behind its palette; decoders show that as black.
        int index = samples[i * bands];
        double[] colour = index < palette.length ? palette[index] : new double[3];
        red = colour[0];
        green = colour[1];
        blue = colour[2];
      } else {
        int at = i * bands;
        double alpha = bands % 2 == 0 ? samples[at + bands - 1] / highest[bands - 1] : 1;
        red = samples[at] / highest[0] * alpha;
        green = bands < 3 ? red : samples[at + 1] / highest[1] * alpha;
        blue = bands < 3 ? red : samples[at + 2] / highest[2] * alpha;
      }
      if (colours == 1) {
        // Equal parts are kept as they are, or the rounding of the weights would change grey.
        row[i] = red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
      } else {
        row[3 * i] = red;
        row[3 * i + 1] = green;
        row[3 * i + 2] = blue;
      }
    }
  }

  int[] workingSpace(int width) {
    return new int[width * bands];
  }
}
