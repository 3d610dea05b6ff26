package org.rationale.perception;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.rationale.kg.InvalidInputException;

/**
 * What a PNG or a JPEG file says about itself before any pixel is decoded, so that a file that
 * wants too much memory, or that was cut short, is refused before memory is taken.
 *
 * @param format what it is
 * @param width of the stored rows
 * @param height how many rows are stored
 * @param orientation how the stored rows are to be shown
 */
record ImageHeader(Format format, int width, int height, Orientation orientation) {

  /** The formats that are read. */
  enum Format {
    PNG,
    JPEG;

    String mediaType() {
      return this == PNG ? "image/png" : "image/jpeg";
    }
  }

  /** How stored rows become shown ones; in the order of the numbers 1 to 8 that EXIF 2.32 gives. */
  enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    /** Whether stored rows are shown as columns. */
    final boolean swapped;

    /** Whether, after that, left and right change places. */
    final boolean leftRight;

    /** Whether, after that, top and bottom change places. */
    final boolean topBottom;

    Orientation(boolean swapped, boolean leftRight, boolean topBottom) {
      this.swapped = swapped;
      this.leftRight = leftRight;
      this.topBottom = topBottom;
    }
  }

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final int ORIENTATION_TAG = 0x0112;

  /** Of the picture as it is shown. */
  int shownWidth() {
    return orientation.swapped ? height : width;
  }

  /** Of the picture as it is shown. */
  int shownHeight() {
    return orientation.swapped ? width : height;
  }

  /**
   * Reads a header.
   *
   * @param place for messages: {@code case.json: inputs.image (x.png)}
   * @throws InvalidInputException if it is another format, was cut short or damaged, or is of a
   *     kind that is not read
   */
  static ImageHeader of(byte[] file, String place) {
    if (startsWith(file, 0, PNG)) {
      return png(file, place);
    }
    if (file.length > 2 && u8(file, 0) == 0xFF && u8(file, 1) == 0xD8 && u8(file, 2) == 0xFF) {
      return jpeg(file, place);
    }
    throw new InvalidInputException(
        "image-format",
        place,
        "this is neither a PNG nor a JPEG file.",
        "Save it as one of these; a DICOM file is to be exported by its viewer.");
  }

  /** Checks that the file is what a data URI says it is. */
  void requireMediaType(String said, String place) {
    if (!said.equals(format.mediaType())) {
      throw new InvalidInputException(
          "image-format",
          place,
          "the data URI says (%s), but the file is %s.".formatted(said, format.mediaType()),
          "Say what it is, or give the other file.");
    }
  }

  private static ImageHeader png(byte[] file, String place) {
    int width = 0;
    int height = 0;
    Orientation orientation = Orientation.UPRIGHT;
    int at = PNG.length;
    while (true) {
      if (at + 12 > file.length) {
        throw truncated("PNG", file.length, place);
      }
      long length = u32(file, at);
      long end = at + 12 + length;
      if (end > file.length) {
        throw truncated("PNG", file.length, place);
      }
      String type = ascii(file, at + 4);
      CRC32 sum = new CRC32();
      sum.update(file, at + 4, (int) length + 4);
      if (sum.getValue() != u32(file, (int) end - 4)) {
        throw damaged(place, "the checksum of its part %s at byte %d differs".formatted(type, at));
      }
      switch (type) {
        case "IHDR" -> {
          if (length != 13) {
            throw damaged(place, "its header has %d bytes and not 13".formatted(length));
          }
          width = size(u32(file, at + 8), place);
          height = size(u32(file, at + 12), place);
        }
        case "eXIf" -> orientation = exif(Arrays.copyOfRange(file, at + 8, (int) end - 4));
        case "IEND" -> {
          if (width == 0) {
            throw damaged(place, "it has no header");
          }
          return new ImageHeader(Format.PNG, width, height, orientation);
        }
        default -> {
          // Pixels, colours and texts are no matter of the header.
        }
      }
      at = (int) end;
    }
  }

  private static ImageHeader jpeg(byte[] file, String place) {
    Orientation orientation = Orientation.UPRIGHT;
    int at = 2;
    while (true) {
      while (at < file.length && u8(file, at) == 0xFF) {
        at++;
      }
      if (at + 3 > file.length) {
        throw truncated("JPEG", file.length, place);
      }
      int marker = u8(file, at);
      int length = u16(file, at + 1);
      if (length < 2 || at + 1 + length > file.length) {
        throw truncated("JPEG", file.length, place);
      }
      int from = at + 3;
      int to = at + 1 + length;
      if (marker == 0xE1 && startsWith(file, from, EXIF)) {
        orientation = exif(Arrays.copyOfRange(file, from + EXIF.length, to));
      }
      if (isFrame(marker)) {
        if (length < 8) {
          throw damaged(place, "its frame header has %d bytes".formatted(length));
        }
        requireReadable(marker, u8(file, from), u8(file, from + 5), place);
        ImageHeader header =
            new ImageHeader(
                Format.JPEG,
                size(u16(file, from + 3), place),
                size(u16(file, from + 1), place),
                orientation);
        requireEnd(file, place);
        return header;
      }
      if (marker == 0xDA || marker == 0xD9) {
        throw damaged(place, "its pixels come before its header");
      }
      at = to;
    }
  }

  /** Whether a marker starts a frame: SOF0 to SOF15 without DHT, JPG and DAC. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static void requireReadable(int marker, int precision, int components, String place) {
    if (components == 4) {
      throw new InvalidInputException(
          "image-cmyk",
          place,
          "this JPEG file has four colours (CMYK), which are inks and not light.",
          "Convert it to grey or RGB with the colour profile that it was made for.");
    }
    if (marker > 0xC2 || precision != 8 || (components != 1 && components != 3)) {
      throw new InvalidInputException(
          "image-kind",
          place,
          "this JPEG file is of a kind that is not read: process %d, %d bits, %d components."
              .formatted(marker - 0xC0, precision, components),
          "Baseline and progressive files of 8 bits are read; save more bits as a PNG file.");
    }
  }

  /** A file that was cut short lacks the marker of its end; some writers put zeros behind it. */
  private static void requireEnd(byte[] file, String place) {
    int last = file.length - 1;
    while (last > 0 && file[last] == 0) {
      last--;
    }
    if (last < 1 || u8(file, last) != 0xD9 || u8(file, last - 1) != 0xFF) {
      throw truncated("JPEG", file.length, place);
    }
  }

  /** The orientation of the first directory; upright where nothing sound is said. */
  private static Orientation exif(byte[] bytes) {
    return tag(bytes)
        .filter(number -> number >= 1 && number <= 8)
        .map(number -> Orientation.values()[number - 1])
        .orElse(Orientation.UPRIGHT);
  }

  private static Optional<Integer> tag(byte[] bytes) {
    if (bytes.length < 8 || (bytes[0] != 'I' && bytes[0] != 'M')) {
      return Optional.empty();
    }
    ByteBuffer tiff =
        ByteBuffer.wrap(bytes)
            .order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > bytes.length - 2) {
      return Optional.empty();
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries && directory + 2 + 12 * (i + 1) <= bytes.length; i++) {
      int entry = directory + 2 + 12 * i;
      if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION_TAG) {
        return Optional.of(Short.toUnsignedInt(tiff.getShort(entry + 8)));
      }
    }
    return Optional.empty();
  }

  private static int size(long size, String place) {
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw damaged(place, "its header gives a side of %d pixels".formatted(size));
    }
    return (int) size;
  }

  static InvalidInputException truncated(String format, int bytes, String place) {
    return new InvalidInputException(
        "image-truncated",
        place,
        "this %s file ends too early, after %d bytes.".formatted(format, bytes),
        "Copy it anew from where it comes from.");
  }

  static InvalidInputException damaged(String place, String how) {
    return new InvalidInputException(
        "image-damaged",
        place,
        "this image file is damaged: %s.".formatted(how),
        "Copy it anew from where it comes from.");
  }

  private static boolean startsWith(byte[] file, int at, byte[] prefix) {
    return file.length >= at + prefix.length
        && Arrays.equals(file, at, at + prefix.length, prefix, 0, prefix.length);
  }

  private static int u8(byte[] file, int at) {
    return Byte.toUnsignedInt(file[at]);
  }

  private static int u16(byte[] file, int at) {
    return u8(file, at) << 8 | u8(file, at + 1);
  }

  private static long u32(byte[] file, int at) {
    return (long) u16(file, at) << 16 | u16(file, at + 2);
  }

  private static String ascii(byte[] file, int at) {
    StringBuilder name = new StringBuilder();
    for (int i = at; i < at + 4; i++) {
      name.append((char) u8(file, i));
    }
    return name.toString();
  }
}
