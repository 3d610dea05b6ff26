package org.rationale.datasets;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.rationale.kg.InvalidInputException;

/**
 * Chest X-rays of children, 28 by 28 pixels, normal or with a pneumonia: PneumoniaMNIST of MedMNIST
 * (Yang et al., Scientific Data, 2023; CC BY 4.0), from the images of Kermany et al. (Cell, 2018).
 *
 * @param images in the order of the file
 */
record PneumoniaMnist(List<Image> images) {

  private static final int SIDE = 28;

  /** Which of the file's three parts. */
  enum Part {
    TRAIN("train"),
    VALIDATION("val"),
    TEST("test");

    private final String prefix;

    Part(String prefix) {
      this.prefix = prefix;
    }
  }

  /**
   * One X-ray.
   *
   * @param pixels row after row, from 0 to 255
   */
  record Image(byte[] pixels, boolean pneumonia) {

    /** As a PNG file in a data URI, which a case takes. */
    String dataUri() throws IOException {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }
  }

  PneumoniaMnist {
    images = List.copyOf(images);
  }

  /**
   * Reads one part of {@code pneumoniamnist.npz}.
   *
   * @throws InvalidInputException if the file has another form
   */
  static PneumoniaMnist read(Path npz, Part part) throws IOException {
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      ByteBuffer labels = bytes(zip, part.prefix + "_labels.npy", npz);
      ByteBuffer pixels = bytes(zip, part.prefix + "_images.npy", npz);
      int count = labels.remaining();
      if (pixels.remaining() != count * SIDE * SIDE) {
        throw form(npz, "%d labels and %d pixels".formatted(count, pixels.remaining()));
      }
      List<Image> images = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        byte[] image = new byte[SIDE * SIDE];
        pixels.get(image);
        images.add(new Image(image, labels.get() == 1));
      }
      return new PneumoniaMnist(images);
    }
  }

  /** The content of a NumPy file (format 1.0) of bytes in row order. */
  private static ByteBuffer bytes(ZipFile zip, String name, Path npz) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw form(npz, "no member " + name);
    }
    ByteBuffer file;
    try (var in = zip.getInputStream(entry)) {
      file = ByteBuffer.wrap(in.readAllBytes());
    }
    int header = Byte.toUnsignedInt(file.get(8)) | Byte.toUnsignedInt(file.get(9)) << 8;
    String said = new String(file.array(), 10, header, StandardCharsets.US_ASCII);
    if (!said.contains("'|u1'") || !said.contains("'fortran_order': False")) {
      throw form(npz, "the member %s as %s".formatted(name, said.strip()));
    }
    return file.position(10 + header).slice();
  }

  private static InvalidInputException form(Path npz, String what) {
    return new InvalidInputException(
        "not-pneumonia-mnist",
        npz.toString(),
        "The file is not PneumoniaMNIST of 28 by 28 pixels: it has %s.".formatted(what),
        "Take pneumoniamnist.npz of MedMNIST.");
  }
}
