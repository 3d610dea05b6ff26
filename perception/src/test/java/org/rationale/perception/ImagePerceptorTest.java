package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.kg.Withheld;

class ImagePerceptorTest {

  @TempDir Path folder;

  private Perceptor open(String model, Map<String, Object> settings) throws IOException {
    return TinyModels.open(folder, "image", model, settings);
  }

  private Perceptor quarters() throws IOException {
    return open("image-grey-8x8.onnx", Map.of());
  }

  /** Black, with a rectangle of white. */
  private byte[] png(int width, int height, Region.Box white) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = white.y(); y < white.y() + white.height(); y++) {
      for (int x = white.x(); x < white.x() + white.width(); x++) {
        image.getRaster().setSample(x, y, 0, 255);
      }
    }
    byte[] png = PictureTest.encoded(image, "png");
    Files.write(folder.resolve("x.png"), png);
    return png;
  }

  @Test
  void thePixelsReachTheModelWhereTheyBelong() throws IOException {
    byte[] png = png(8, 8, new Region.Box(0, 0, 4, 4));
    try (Perceptor perceptor = quarters()) {
      Percept yes = TinyModels.yes(perceptor, "x.png", folder);

      // Sixteen white pixels with the weight 1/2.
      assertThat(yes.score()).isCloseTo(8, within(1e-5));
      assertThat(yes.probability().value()).isCloseTo(1 / (1 + Math.exp(-8)), within(1e-6));
      assertThat(yes.inputSha256()).isEqualTo(Sha256.of(png));
      assertThat(yes.region()).isEqualTo(new Region.Box(0, 0, 8, 8));
      assertThat(yes.model().execution().orElseThrow().preparation())
          .isEqualTo(
              "image 1: crop to 8x8 grey NCHW float, scale 1.0, mean [0.0], deviation [1.0]");
    }
  }

  @Test
  void aDataUriGivesTheSamePerceptsAsTheFile() throws IOException {
    byte[] png = png(8, 8, new Region.Box(1, 2, 5, 3));
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    try (Perceptor perceptor = quarters()) {
      assertThat(perceptor.perceive(TinyModels.input(uri, folder)))
          .isEqualTo(perceptor.perceive(TinyModels.input("x.png", folder)));
    }
  }

  @Test
  void whatIsSeenDependsOnTheFit() throws IOException {
    // A white square in the middle of a wide picture.
    png(32, 16, new Region.Box(8, 0, 16, 16));
    try (Perceptor crop = open("image-open.onnx", sides("crop"));
        Perceptor stretch = open("image-open.onnx", sides("stretch"));
        Perceptor pad = open("image-open.onnx", sides("pad"))) {
      assertThat(TinyModels.yes(crop, "x.png", folder).score()).isCloseTo(10, within(1e-4));
      assertThat(TinyModels.yes(crop, "x.png", folder).region())
          .isEqualTo(new Region.Box(8, 0, 16, 16));
      assertThat(TinyModels.yes(stretch, "x.png", folder).score()).isCloseTo(5, within(0.1));
      assertThat(TinyModels.yes(pad, "x.png", folder).score()).isCloseTo(2.5, within(0.1));
      assertThat(TinyModels.yes(pad, "x.png", folder).region())
          .isEqualTo(new Region.Box(0, 0, 32, 16));
    }
  }

  private static Map<String, Object> sides(String fit) {
    return Map.of("image", Map.of("width", 8, "height", 8, "fit", fit));
  }

  @Test
  void scaleMeanAndDeviationAreThoseOfThePack() throws IOException {
    png(8, 8, new Region.Box(0, 0, 4, 4));
    try (Perceptor perceptor =
        open(
            "image-grey-8x8.onnx",
            Map.of("image", Map.of("scale", 255, "mean", 100, "deviation", 50)))) {
      // White is (255 - 100) / 50 = 3.1 and black -2; 16 pixels each count, half and minus a
      // quarter.
      assertThat(TinyModels.yes(perceptor, "x.png", folder).score())
          .isCloseTo(16 * 0.5 * 3.1 - 16 * 0.25 * -2, within(1e-4));
    }
  }

  @Test
  void bytesWithColoursLastAreFilledInTheirOrder() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_3BYTE_BGR);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1, 0, 0x00FF00);
    image.setRGB(0, 1, 0xFF0000);
    Files.write(folder.resolve("x.png"), PictureTest.encoded(image, "png"));
    try (Perceptor rgb = open("image-bytes-2x2.onnx", Map.of());
        Perceptor bgr = open("image-bytes-2x2.onnx", Map.of("image", Map.of("colours", "bgr")))) {
      assertThat(TinyModels.yes(rgb, "x.png", folder).score()).isCloseTo(102, within(1e-3));
      assertThat(TinyModels.yes(bgr, "x.png", folder).score()).isCloseTo(20100, within(1e-1));
    }
  }

  @Test
  void everythingThatDoesNotFitTheModelIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                open(
                    "image-grey-8x8.onnx",
                    Map.of(
                        "modelOutput",
                        "logits",
                        "image",
                        Map.of("width", 9, "height", 7, "colours", "rgb", "type", "uint8"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no output (logits)")
        .hasMessageContaining("has the width 8, but the pack says 9")
        .hasMessageContaining("has the height 8, but the pack says 7")
        .hasMessageContaining("has 1 colours as NCHW, but rgb has 3")
        .hasMessageContaining("another type than the pack says (uint8)");
  }

  @Test
  void aModelThatLeavesItsSidesOpenNeedsThemFromThePack() {
    assertThatThrownBy(() -> open("image-open.onnx", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("leaves the width open")
        .hasMessageContaining("leaves the height open");
  }

  @Test
  void aModelThatTakesNoPicturesIsRefused() {
    assertThatThrownBy(() -> open("series-8.onnx", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has not the four dimensions of pictures");
  }

  @Test
  void aModelThatAnswersNoNumberIsWithheldAndNoHalf() throws IOException {
    png(8, 8, new Region.Box(0, 0, 8, 8));
    try (Perceptor perceptor = open("image-not-a-number.onnx", Map.of())) {
      Perception perception = perceptor.perceive(TinyModels.input("x.png", folder));

      assertThat(perception.percepts()).isEmpty();
      assertThat(perception.withheld())
          .singleElement()
          .extracting(Withheld::reason)
          .asString()
          .contains("not all numbers");
    }
  }

  @Test
  void noFileOutsideOfTheCasesFolderIsRead() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    png(8, 8, new Region.Box(0, 0, 1, 1));
    Files.createSymbolicLink(inner.resolve("link.png"), folder.resolve("x.png"));
    try (Perceptor perceptor = quarters()) {
      for (String name :
          List.of("../x.png", folder.resolve("x.png").toAbsolutePath().toString(), "link.png")) {
        assertThatThrownBy(() -> TinyModels.yes(perceptor, name, inner))
            .as(name)
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("outside of the case's folder");
      }
      assertThatThrownBy(() -> TinyModels.yes(perceptor, "gone.png", folder))
          .hasMessageContaining("no such file");
      PerceptorInput homeless = TinyModels.input("x.png", folder);
      assertThatThrownBy(
              () ->
                  perceptor.perceive(
                      new PerceptorInput(
                          homeless.subject(), "given", homeless.value(), homeless.place())))
          .hasMessageContaining("has no folder");
    }
  }

  @Test
  void whatIsNoPictureIsToldByItsKind() throws IOException {
    try (Perceptor perceptor = quarters()) {
      assertThatThrownBy(() -> TinyModels.yes(perceptor, 7, folder))
          .hasMessageContaining("The value (7) is no file");
      assertThatThrownBy(() -> TinyModels.yes(perceptor, "data:image/png,AAAA", folder))
          .hasMessageContaining("not in base64");
      assertThatThrownBy(() -> TinyModels.yes(perceptor, "data:image/png;base64,A*", folder))
          .hasMessageContaining("no base64");
      byte[] png = png(8, 8, new Region.Box(0, 0, 1, 1));
      String lie = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(png);
      assertThatThrownBy(() -> TinyModels.yes(perceptor, lie, folder))
          .hasMessageContaining("says (image/jpeg), but the file is image/png");
    }
  }

  @Test
  void theBoxLiesWhereThePixelsAreThatSpeakForTheClass() throws IOException {
    png(80, 80, new Region.Box(0, 0, 40, 80));
    Map<String, Object> settings = Map.of("patch", 1, "stride", 1, "share", 0.5);
    try (Perceptor perceptor = open("image-grey-8x8.onnx", Map.of("saliency", settings))) {
      List<Attribution> found = perceptor.attributions(TinyModels.input("x.png", folder));

      assertThat(found).hasSize(1);
      Attribution.OfImage image = (Attribution.OfImage) found.getFirst();
      assertThat(image.percept()).isEqualTo("tiny/yes");
      // Under the mean, a half, each pixel of the upper left quarter loses 1/4, and each of the
      // lower
      // right one, which is black, 1/8: 6 in all, of which 12 of the former hold half.
      assertThat(image.box()).isEqualTo(new Region.Box(0, 0, 40, 30));
      assertThat(perceptor.attributions(TinyModels.input("x.png", folder)).getFirst())
          .usingRecursiveComparison()
          .isEqualTo(image);
    }
  }

  @Test
  void theOverlayIsAPictureWithRedAndBlueWhereTheyBelong() throws IOException {
    BufferedImage image = new BufferedImage(80, 80, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 80; x++) {
        image.getRaster().setSample(x, y, 0, x < 40 == y < 40 ? 200 : 0);
      }
    }
    Files.write(folder.resolve("x.png"), PictureTest.encoded(image, "png"));
    Map<String, Object> settings = Map.of("patch", 2, "stride", 1, "share", 0.4);
    try (Perceptor perceptor = open("image-grey-8x8.onnx", Map.of("saliency", settings))) {
      Attribution.OfImage found =
          (Attribution.OfImage)
              perceptor.attributions(TinyModels.input("x.png", folder)).getFirst();

      Region.Box box = found.box();
      assertThat(box.x() + box.width()).isLessThanOrEqualTo(50);
      assertThat(box.y() + box.height()).isLessThanOrEqualTo(50);
      BufferedImage overlay = ImageIO.read(new ByteArrayInputStream(found.overlay()));
      assertThat(overlay.getWidth()).isEqualTo(found.width()).isEqualTo(320);
      int upperLeft = overlay.getRGB(40, 40);
      int lowerRight = overlay.getRGB(260, 260);
      assertThat(upperLeft >> 16 & 0xFF).isGreaterThan((upperLeft & 0xFF) + 40);
      assertThat(lowerRight & 0xFF).isGreaterThan((lowerRight >> 16 & 0xFF) + 20);
    }
  }

  @Test
  void aModelForOneAtATimeIsRunOneAtATime() throws IOException {
    png(8, 8, new Region.Box(0, 0, 4, 4));
    try (Perceptor one = open("image-one-at-a-time.onnx", Map.of());
        Perceptor many = quarters()) {
      PerceptorInput input = TinyModels.input("x.png", folder);
      Attribution.OfImage slow = (Attribution.OfImage) one.attributions(input).getFirst();
      Attribution.OfImage fast = (Attribution.OfImage) many.attributions(input).getFirst();
      assertThat(slow.box()).isEqualTo(fast.box());
      assertThat(slow.overlay()).isEqualTo(fast.overlay());
    }
  }

  @Test
  void aPatchThatCannotBeIsToldBeforeAnythingRuns() {
    assertThatThrownBy(
            () -> open("image-grey-8x8.onnx", Map.of("saliency", Map.of("patch", 2, "stride", 3))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Patches of 2 pixels every 3 pixels");
  }

  @Test
  void whatAlphaOrSixteenBitsSayReachesModelAndOverlay() throws IOException {
    BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_4BYTE_ABGR);
    for (int i = 0; i < 16; i++) {
      // A third of 65,535, which eight bits would round; and white, a third of which is to be seen.
      deep.getRaster().setSample(i % 4, i / 4, 0, 21_845);
      clear.setRGB(i % 4, i / 4, 0x55FFFFFF);
    }
    // White where nothing is to be seen: it must not count.
    clear.setRGB(7, 7, 0x00FFFFFF);
    Map<String, Object> settings = Map.of("saliency", Map.of("patch", 1, "stride", 1));
    try (Perceptor perceptor = open("image-grey-8x8.onnx", settings)) {
      for (BufferedImage image : List.of(deep, clear)) {
        Files.write(folder.resolve("x.png"), PictureTest.encoded(image, "png"));
        PerceptorInput input = TinyModels.input("x.png", folder);
        assertThat(TinyModels.yes(perceptor, "x.png", folder).score())
            .isCloseTo(16 * 0.5 / 3, within(1e-5));

        Attribution.OfImage found = (Attribution.OfImage) perceptor.attributions(input).getFirst();
        assertThat(found.percept()).isEqualTo("tiny/yes");
        assertThat(found.box().x() + found.box().width()).isLessThanOrEqualTo(4);
        BufferedImage overlay = ImageIO.read(new ByteArrayInputStream(found.overlay()));
        assertThat(overlay.getColorModel().hasAlpha()).isFalse();
        int upperLeft = overlay.getRGB(80, 80);
        assertThat(upperLeft >> 16 & 0xFF).isGreaterThan((upperLeft & 0xFF) + 40);
        // Nothing is hidden behind black: only where patches change the sum is there a colour.
        assertThat(overlay.getRGB(250, 80) & 0xFFFFFF).isZero();
      }
    }
  }

  @Test
  void whatCannotBeReadIsRefusedWhenItIsExplainedAsWhenItIsRead() throws IOException {
    byte[] cmyk =
        PictureTest.encoded(PictureTest.noise(8, 8, BufferedImage.TYPE_BYTE_GRAY, 6), "jpg");
    for (int i = 2; i < cmyk.length - 10; i++) {
      if (cmyk[i] == (byte) 0xFF && cmyk[i + 1] == (byte) 0xC0) {
        cmyk[i + 9] = 4;
        break;
      }
    }
    Files.write(folder.resolve("inks.jpg"), cmyk);
    byte[] png = png(8, 8, new Region.Box(0, 0, 4, 4));
    Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
    try (Perceptor perceptor = quarters()) {
      for (String name : List.of("inks.jpg", "cut.png")) {
        PerceptorInput input = TinyModels.input(name, folder);
        Throwable read = catchThrowable(() -> perceptor.perceive(input));
        Throwable explained = catchThrowable(() -> perceptor.attributions(input));
        assertThat(read).isInstanceOf(InvalidInputException.class).hasMessageContaining(name);
        assertThat(explained)
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(read.getMessage());
      }
    }
  }

  @Test
  void anAnswerThatIsNoNumberRestsOnNothing() throws IOException {
    png(8, 8, new Region.Box(0, 0, 8, 8));
    try (Perceptor perceptor = open("image-not-a-number.onnx", Map.of())) {
      assertThat(perceptor.attributions(TinyModels.input("x.png", folder))).isEmpty();
    }
  }
}
