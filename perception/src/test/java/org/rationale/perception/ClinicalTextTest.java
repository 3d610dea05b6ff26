package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.rationale.perception.ClinicalText.Range;

class ClinicalTextTest {

  private static final SentenceEncoder ENCODER =
      SentenceEncoder.bundled(ExecutionSettings.standard(), "test");

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static List<String> sentences(String text) {
    ClinicalText note = ClinicalText.of(text, ENCODER.tokenizer());
    return note.sentences().stream()
        .map(sentence -> note.quote(new Range(sentence.from(), sentence.to())))
        .toList();
  }

  @Test
  void abbreviationsDoNotEndASentence() {
    assertThat(sentences("Seen by Dr. Smith, approx. 2 h ago. Temp. 38.5 today."))
        .containsExactly("Seen by Dr. Smith, approx. 2 h ago.", "Temp. 38.5 today.");
  }

  @Test
  void aNoAtTheEndIsAnAnswerAndBeforeANumberAnAbbreviation() {
    assertThat(sentences("Smoker: no. Cough since bed No. 5."))
        .containsExactly("Smoker: no.", "Cough since bed No. 5.");
  }

  @Test
  void notesWithoutCapitalsHaveSentences() {
    assertThat(sentences("sob 3 days. no fever. wheeze++"))
        .containsExactly("sob 3 days.", "no fever.", "wheeze++");
  }

  @Test
  void wrappedLinesGoOnAndBulletsDoNot() {
    assertThat(sentences("He denies\nfever or chills\n- cough\n- wheeze\n1. asthma\n2. COPD"))
        .containsExactly(
            "He denies\nfever or chills", "- cough", "- wheeze", "1. asthma", "2. COPD");
  }

  @Test
  void everyWordIsInExactlyOneSentence() {
    String text = "No fever;\r\n\r\n* cough (dry), wheeze. \u00e9t\u00e9 " + "word ".repeat(400);
    ClinicalText note = ClinicalText.of(text, ENCODER.tokenizer());
    int at = 0;
    for (ClinicalText.Sentence sentence : note.sentences()) {
      assertThat(sentence.from()).isEqualTo(at);
      at = sentence.to();
    }
    assertThat(at).isEqualTo(note.words().size());
  }

  @Test
  void clausesEndAtCommasAndConjunctions() {
    ClinicalText note =
        ClinicalText.of("Cough, fever and green sputum but no wheeze", ENCODER.tokenizer());
    assertThat(note.sentences().getFirst().clauses().stream().map(note::quote).toList())
        .containsExactly("Cough", "fever", "green sputum", "no wheeze");
  }
}
