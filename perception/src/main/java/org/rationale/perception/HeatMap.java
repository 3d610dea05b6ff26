package org.rationale.perception;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.rationale.kg.Region;

/**
 * Draws weights over a picture: red speaks for a class, blue against it. The strongest weight of
 * the picture has the strongest colour, so colours of two pictures do not compare.
 *
 * @param png the drawing
 * @param width of the drawing in pixels
 * @param height of the drawing in pixels
 */
record HeatMap(byte[] png, int width, int height) {

  private static final int LONGEST_SIDE = 320;
  private static final double STRONGEST = 0.55;
  private static final int RED = 0xE03000;
  private static final int BLUE = 0x1060E0;
  private static final int FRAME = 0xFFD000;

  /**
   * Draws.
   *
   * @param part of the picture that the weights are of
   * @param weights row after row, over the part
   * @param columns of weights
   * @param rows of weights
   * @param box to be framed, in pixels of the shown picture
   */
  static HeatMap of(
      Picture picture, Region.Box part, double[] weights, int columns, int rows, Region.Box box) {
    double ratio = (double) LONGEST_SIDE / Math.max(picture.width(), picture.height());
    int width = (int) Math.max(1, Math.round(picture.width() * ratio));
    int height = (int) Math.max(1, Math.round(picture.height() * ratio));
    float[] grey =
        Resampling.resize(
            picture, new Region.Box(0, 0, picture.width(), picture.height()), width, height, 1);
    double strongest = 0;
    for (double weight : weights) {
      strongest = Math.max(strongest, Math.abs(weight));
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double atX = ((x + 0.5) / ratio - part.x()) / part.width() * columns - 0.5;
        double atY = ((y + 0.5) / ratio - part.y()) / part.height() * rows - 0.5;
        boolean inside = atX >= -0.5 && atX <= columns - 0.5 && atY >= -0.5 && atY <= rows - 0.5;
        double weight =
            inside && strongest > 0 ? between(weights, columns, rows, atX, atY) / strongest : 0;
        image.setRGB(x, y, blend(grey[y * width + x], weight));
      }
    }
    frame(image, box, ratio);
    return new HeatMap(png(image), width, height);
  }

  /** Linear between the four nearest weights. */
  private static double between(double[] weights, int columns, int rows, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    return (1 - below)
            * ((1 - right) * at(weights, columns, rows, left, top)
                + right * at(weights, columns, rows, left + 1, top))
        + below
            * ((1 - right) * at(weights, columns, rows, left, top + 1)
                + right * at(weights, columns, rows, left + 1, top + 1));
  }

  private static double at(double[] weights, int columns, int rows, int x, int y) {
    return weights[Math.clamp(y, 0, rows - 1) * columns + Math.clamp(x, 0, columns - 1)];
  }

  private static int blend(float grey, double weight) {
    int colour = weight > 0 ? RED : BLUE;
    double part = Math.abs(weight) * STRONGEST;
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double value = (1 - part) * grey * 255 + part * (colour >> shift & 0xFF);
      mixed |= Math.clamp(Math.round(value), 0, 255) << shift;
    }
    return mixed;
  }

  private static void frame(BufferedImage image, Region.Box box, double ratio) {
    int left = Math.clamp(Math.round(box.x() * ratio), 0, image.getWidth() - 1);
    int top = Math.clamp(Math.round(box.y() * ratio), 0, image.getHeight() - 1);
    int right =
        Math.clamp(Math.round((box.x() + box.width()) * ratio) - 1, left, image.getWidth() - 1);
    int bottom =
        Math.clamp(Math.round((box.y() + box.height()) * ratio) - 1, top, image.getHeight() - 1);
    for (int inset = 0; inset < 2; inset++) {
      for (int x = left; x <= right; x++) {
        image.setRGB(x, Math.min(bottom, top + inset), FRAME);
        image.setRGB(x, Math.max(top, bottom - inset), FRAME);
      }
      for (int y = top; y <= bottom; y++) {
        image.setRGB(Math.min(right, left + inset), y, FRAME);
        image.setRGB(Math.max(left, right - inset), y, FRAME);
      }
    }
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException("This Java has no writer for PNG files.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
