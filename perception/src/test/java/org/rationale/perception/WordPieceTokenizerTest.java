package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.kg.InvalidInputException;

class WordPieceTokenizerTest {

  private static final WordPieceTokenizer TOKENIZER = bundled();

  private static WordPieceTokenizer bundled() {
    try (InputStream in =
        WordPieceTokenizerTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      assertThat(in).isNotNull();
      return WordPieceTokenizer.read(in.readAllBytes(), "test");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The expected ids were written by Hugging Face's tokenizers 0.23.2 from the same file. */
  @Test
  void agreesWithTheReferenceTokenizer() throws IOException {
    JsonNode expected;
    try (InputStream in = getClass().getResourceAsStream("tokenizations.json")) {
      expected = new ObjectMapper().readTree(in);
    }
    assertThat(expected.size()).isGreaterThan(15);
    for (JsonNode example : expected) {
      String text = example.path("text").asText();
      List<Long> ids = new ArrayList<>();
      example.path("ids").forEach(id -> ids.add(id.asLong()));
      assertThat(TOKENIZER.encode(TOKENIZER.words(text), 512).ids())
          .as(text)
          .containsExactly(ids.stream().mapToLong(Long::longValue).toArray());
    }
  }

  @Test
  void offsetsPointIntoTheOriginalText() {
    String text = "Müller’s  T 38,5°C;\r\n•\tSOB++ \uD83D\uDE42 na\u0308usea";
    List<Word> words = TOKENIZER.words(text);
    assertThat(words.stream().map(word -> text.substring(word.start(), word.end())).toList())
        .containsExactly(
            "Müller",
            "’",
            "s",
            "T",
            "38",
            ",",
            "5°C",
            ";",
            "•",
            "SOB",
            "+",
            "+",
            "\uD83D\uDE42",
            "na\u0308usea");
    assertThat(words.getLast().form()).isEqualTo("nausea");
  }

  @Test
  void wordsOfAnyTextLieInOrderAndInside() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        int c = random.nextInt(4) == 0 ? random.nextInt(0x20000) : 32 + random.nextInt(96);
        text.appendCodePoint(c);
      }
      int last = 0;
      for (Word word : TOKENIZER.words(text.toString())) {
        assertThat(word.start()).isGreaterThanOrEqualTo(last);
        assertThat(word.end()).isGreaterThan(word.start()).isLessThanOrEqualTo(text.length());
        assertThat(word.form()).isNotEmpty();
        // One ligature or fraction may give several words; they share its characters.
        last = word.start();
      }
    }
  }

  @Test
  void longTextsAreCutAndStillEnded() {
    long[] ids = TOKENIZER.encode(TOKENIZER.words("cough ".repeat(1000)), 512).ids();
    assertThat(ids).hasSize(512).startsWith(101).endsWith(102);
  }

  @Test
  void specialTokensInATextAreOrdinaryWords() {
    assertThat(TOKENIZER.encode(TOKENIZER.words("[SEP]"), 16).ids())
        .containsExactly(101, 1031, 19802, 1033, 102);
  }

  @Test
  void anotherKindOfTokenizerIsRefused() {
    byte[] other = "{\"model\":{\"type\":\"BPE\",\"vocab\":{}}}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WordPieceTokenizer.read(other, "pack.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("BPE");
  }
}
