package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Region;
import org.rationale.perception.ImageHeader.Orientation;

class PictureTest {

  private static final String PLACE = "case.json: inputs.image (x.png)";

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Grey of 8 bits, each sample from a seeded source. */
  static BufferedImage noise(int width, int height, int type, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    int bands = image.getRaster().getNumBands();
    int top = 1 << image.getSampleModel().getSampleSize(0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < bands; band++) {
          image.getRaster().setSample(x, y, band, random.nextInt(top));
        }
      }
    }
    return image;
  }

  private static float[] whole(byte[] file, int colours) {
    Picture picture = Picture.read(file, 1_000_000, PLACE);
    return Resampling.resize(
        picture,
        new Region.Box(0, 0, picture.width(), picture.height()),
        picture.width(),
        picture.height(),
        colours);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void greyOfEightAndSixteenBitsIsReadAsItIsStored(int type) throws IOException {
    BufferedImage image = noise(7, 5, type, 1);
    float[] read = whole(encoded(image, "png"), 1);

    double top = (1 << image.getSampleModel().getSampleSize(0)) - 1;
    for (int i = 0; i < read.length; i++) {
      assertThat((double) read[i])
          .isCloseTo(image.getRaster().getSample(i % 7, i / 7, 0) / top, within(1e-7));
    }
  }

  @Test
  void coloursBecomeGreyByTheirBrightnessAndGreyBecomesThreeEqualColours() throws IOException {
    BufferedImage colours = new BufferedImage(3, 1, BufferedImage.TYPE_3BYTE_BGR);
    colours.setRGB(0, 0, 0xFF0000);
    colours.setRGB(1, 0, 0x00FF00);
    colours.setRGB(2, 0, 0x0000FF);

    assertThat(whole(encoded(colours, "png"), 1)).containsExactly(0.299f, 0.587f, 0.114f);
    assertThat(whole(encoded(colours, "png"), 3)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);

    BufferedImage grey = noise(1, 1, BufferedImage.TYPE_BYTE_GRAY, 2);
    float[] three = whole(encoded(grey, "png"), 3);
    assertThat(three[0]).isEqualTo(three[1]).isEqualTo(three[2]);
  }

  @Test
  void whatIsTransparentLiesOnBlack() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_4BYTE_ABGR);
    image.setRGB(0, 0, 0x00FFFFFF);
    image.setRGB(1, 0, 0x80FFFFFF);

    assertThat(whole(encoded(image, "png"), 1)).containsExactly(0, 128 / 255f);
  }

  @Test
  void aPaletteIsLookedUp() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    image.setRGB(0, 0, 0xFFFFFF);
    image.setRGB(1, 0, 0xFF0000);

    assertThat(whole(encoded(image, "png"), 3)).containsExactly(1, 1, 1, 1, 0, 0);
  }

  @Test
  void aPictureOfOneBitIsBlackAndWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xFFFFFF);

    assertThat(whole(encoded(image, "png"), 1)).containsExactly(0, 1);
  }

  @Test
  void aJpegIsReadCloseToWhatWasSaved() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    float[] read = whole(encoded(image, "jpg"), 1);
    for (int i = 0; i < 256; i++) {
      assertThat(read[i]).isCloseTo(i / 255f, within(0.05f));
    }
  }

  /** A part with the orientation, as cameras write it, behind the first two bytes. */
  private static byte[] oriented(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] all = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, all, 0, 2);
    System.arraycopy(exif, 0, all, 2, exif.length);
    System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
    return all;
  }

  /** EXIF 2.32, the tag Orientation: which stored pixel is shown at (x, y). */
  private static float shown(
      float[] stored, Orientation orientation, int x, int y, int width, int height) {
    int row =
        switch (orientation) {
          case UPRIGHT, MIRRORED -> y;
          case UPSIDE_DOWN, FLIPPED -> height - 1 - y;
          case TRANSPOSED, TURNED_LEFT -> x;
          case TURNED_RIGHT, TRANSVERSED -> height - 1 - x;
        };
    int column =
        switch (orientation) {
          case UPRIGHT, FLIPPED -> x;
          case MIRRORED, UPSIDE_DOWN -> width - 1 - x;
          case TRANSPOSED, TURNED_RIGHT -> y;
          case TRANSVERSED, TURNED_LEFT -> width - 1 - y;
        };
    return stored[row * width + column];
  }

  @ParameterizedTest
  @CsvSource({
    "1, UPRIGHT",
    "2, MIRRORED",
    "3, UPSIDE_DOWN",
    "4, FLIPPED",
    "5, TRANSPOSED",
    "6, TURNED_RIGHT",
    "7, TRANSVERSED",
    "8, TURNED_LEFT"
  })
  void aPictureIsReadAsItsCameraWasHeld(int number, Orientation orientation) throws IOException {
    byte[] upright = encoded(noise(6, 4, BufferedImage.TYPE_BYTE_GRAY, 3), "jpg");
    float[] stored = whole(upright, 1);
    byte[] turned = oriented(upright, number);
    Picture picture = Picture.read(turned, 1_000_000, PLACE);
    float[] read = whole(turned, 1);

    assertThat(picture.width()).isEqualTo(orientation.swapped ? 4 : 6);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        assertThat(read[y * picture.width() + x]).isEqualTo(shown(stored, orientation, x, y, 6, 4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void aFileThatWasCutShortAnywhereIsRefused(String format) throws IOException {
    byte[] file = encoded(noise(40, 30, BufferedImage.TYPE_BYTE_GRAY, 4), format);
    for (int length = 0; length < file.length; length += 1 + file.length / 60) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Picture.read(cut, 1_000_000, PLACE))
          .as("%d of %d bytes", length, file.length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("x.png");
    }
  }

  @Test
  void aChangedByteOfAPngIsNoticed() throws IOException {
    byte[] file = encoded(noise(40, 30, BufferedImage.TYPE_BYTE_GRAY, 5), "png");
    file[file.length / 2] ^= 1;

    assertThatThrownBy(() -> Picture.read(file, 1_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("damaged: the checksum of its part IDAT");
  }

  /** A header and an end; what its pixels would be is not there. */
  private static byte[] headerOnly(int width, int height) {
    byte[] png = new byte[8 + 25 + 12];
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, 0, png, 0, 8);
    byte[] header = {0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 0, 0, 0, 0, 0, 16, 6, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
      header[8 + i] = (byte) (width >>> (24 - 8 * i));
      header[12 + i] = (byte) (height >>> (24 - 8 * i));
    }
    put(png, 8, header);
    put(png, 8 + 25, new byte[] {0, 0, 0, 0, 'I', 'E', 'N', 'D'});
    return png;
  }

  private static void put(byte[] png, int at, byte[] chunk) {
    System.arraycopy(chunk, 0, png, at, chunk.length);
    CRC32 sum = new CRC32();
    sum.update(chunk, 4, chunk.length - 4);
    for (int i = 0; i < 4; i++) {
      png[at + chunk.length + i] = (byte) (sum.getValue() >>> (24 - 8 * i));
    }
  }

  @Test
  void aHugePictureIsRefusedByItsHeader() {
    assertThatThrownBy(() -> Picture.read(headerOnly(30_000, 30_000), 40_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("30000 by 30000 pixels has more than 40000000")
        .hasMessageContaining("maximumPixels");
  }

  @Test
  void aPictureWithoutPixelsIsRefused() {
    assertThatThrownBy(() -> Picture.read(headerOnly(10, 10), 40_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> Picture.read(headerOnly(0, 10), 40_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a side of 0 pixels");
  }

  @Test
  void inksAreRefusedWithAWordOnHowToConvertThem() throws IOException {
    byte[] file = encoded(noise(8, 8, BufferedImage.TYPE_BYTE_GRAY, 6), "jpg");
    for (int i = 2; i < file.length - 10; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC0) {
        file[i + 9] = 4;
        break;
      }
    }
    assertThatThrownBy(() -> Picture.read(file, 1_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("CMYK")
        .hasMessageContaining("Convert it");
  }

  @Test
  void anotherFormatIsNamedAsSuch() {
    byte[] dicom = "DICM and more".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> Picture.read(dicom, 1_000_000, PLACE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("neither a PNG nor a JPEG");
  }
}
