package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {

  private static final SentenceEncoder ENCODER =
      SentenceEncoder.bundled(ExecutionSettings.standard(), "test");

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static double cosine(String a, String b) {
    float[][] vectors = ENCODER.embed(List.of(a, b));
    return SentenceEncoder.dot(vectors[0], vectors[1]);
  }

  @Test
  void meaningIsCloserThanTopic() {
    assertThat(cosine("short of breath", "breathlessness"))
        .isGreaterThan(cosine("short of breath", "swollen ankles") + 0.3);
  }

  @Test
  void vectorsHaveLengthOne() {
    float[] vector = ENCODER.embed(List.of("productive cough with green sputum"))[0];
    assertThat(vector).hasSize(384);
    assertThat((double) SentenceEncoder.dot(vector, vector))
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5));
  }

  @Test
  void theSameTextsGiveTheSameBits() {
    List<String> texts = List.of("fever", "night sweats and weight loss", "cough for 3 weeks", "");
    assertThat(ENCODER.embed(texts)).isDeepEqualTo(ENCODER.embed(texts));
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheBits() {
    List<String> texts =
        IntStream.range(0, 40).mapToObj(i -> "cough and fever for %d days".formatted(i)).toList();
    ExecutionSettings three = new ExecutionSettings(ExecutionProvider.CPU, 3, warning -> {});
    ExecutionSettings one = new ExecutionSettings(ExecutionProvider.CPU, 1, warning -> {});
    try (SentenceEncoder byThree = SentenceEncoder.bundled(three, "test");
        SentenceEncoder byOne = SentenceEncoder.bundled(one, "test")) {
      float[][] expected = byOne.embed(texts);
      for (int time = 0; time < 3; time++) {
        assertThat(byThree.embed(texts)).isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void progressGoesFromNoneToAllAndChangesNothing() {
    List<String> texts =
        IntStream.range(0, 600).mapToObj(i -> "cough for %d days".formatted(i)).toList();
    List<Integer> reports = new ArrayList<>();
    float[][] told = ENCODER.embed(texts, (task, done, total) -> reports.add(done));
    assertThat(reports).isSorted().hasSizeGreaterThan(2).startsWith(0).endsWith(texts.size());
    assertThat(told).isDeepEqualTo(ENCODER.embed(texts));
  }

  @Test
  void paddingBesideALongTextHardlyChangesAVector() {
    float[] alone = ENCODER.embed(List.of("fever"))[0];
    float[] padded = ENCODER.embed(List.of("fever", "he walked to the shop ".repeat(20)))[0];
    assertThat(SentenceEncoder.dot(alone, padded)).isGreaterThan(0.95f);
  }

  @Test
  void theSessionIsSharedAndClosedWithItsLastUser() {
    int users = OnnxModel.users(ENCODER.identity().sha256());
    SentenceEncoder second = SentenceEncoder.bundled(ExecutionSettings.standard(), "test");
    assertThat(OnnxModel.users(ENCODER.identity().sha256())).isEqualTo(users + 1);
    second.close();
    assertThat(OnnxModel.users(ENCODER.identity().sha256())).isEqualTo(users);
  }
}
