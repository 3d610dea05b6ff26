package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.perception.NoteLanguage.Unread;

class NoteLanguageTest {

  private static final SentenceEncoder ENCODER =
      SentenceEncoder.bundled(ExecutionSettings.standard(), "test");

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static Optional<Unread> unread(String text) {
    return NoteLanguage.unread(ClinicalText.of(text, ENCODER.tokenizer()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "German|Patient klagt über Husten und Fieber seit vier Tagen. Keine Dyspnoe. RR 140/80.",
        "French|Homme de 68 ans, toux grasse et fièvre depuis 3 jours, crépitants à la base droite.",
        "Spanish|Mujer de 74 años con tos productiva, fiebre y disnea de tres días.",
        "Italian|Uomo di 70 anni con tosse e febbre da quattro giorni, dispnea da sforzo.",
        "Portuguese|Mulher de 66 anos com tosse, febre e falta de ar há dois dias.",
        "Dutch|Man van 71 jaar met hoest, koorts en benauwdheid sinds drie dagen; geen pijn op de borst.",
        "Swedish|Kvinna 80 år med hosta och feber sedan tre dagar, ingen bröstsmärta.",
        "Polish|Kobieta lat 74, kaszel, gorączka i duszność od trzech dni.",
        "Turkish|74 yaşında kadın, üç gündür öksürük, ateş ve nefes darlığı var.",
        "Vietnamese|Bà 74 tuổi, ho có đờm, sốt và khó thở ba ngày nay.",
        "Finnish|Nainen 74 v, yskä, kuume ja hengenahdistus kolmen päivän ajan.",
        "Hungarian|74 éves nő, három napja köhögés, láz és nehézlégzés.",
      })
  void aNoteInAnotherLanguageIsNotRead(String language, String note) {
    Unread unread = unread(note).orElseThrow();
    assertThat(unread.whole()).isTrue();
    assertThat(unread.reason())
        .isEqualTo(
            "The note seems to be written in " + language + "; only notes in English are read.");
    assertThat(unread.judge().orElseThrow().sha256())
        .isEqualTo("2ddf585fac2e02a9dcfb9a4a9cc9417562eaac351be2efb506a2eaa87f19e9d4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Han|患者咳嗽三天，发热38.9，呼吸困难。",
        "Arabic|السعال والحمى منذ ثلاثة أيام",
        "Cyrillic|Кашель и температура три дня, одышка.",
        "Greek|Βήχας και πυρετός εδώ και τρεις ημέρες.",
        "Devanagari|तीन दिन से खांसी और बुखार",
        "Hebrew|שיעול וחום",
        "Hangul|사흘째 기침과 열",
        "Hiragana and Han|咳と発熱が続く",
      })
  void aNoteInAnotherScriptIsNotRead(String script, String note) {
    Unread unread = unread(note).orElseThrow();
    assertThat(unread.whole()).isTrue();
    assertThat(unread.reason())
        .isEqualTo("The note is written in " + script + " script; only notes in English are read.");
  }

  @Test
  void ofAMixedNoteTheEnglishSentencesAreRead() {
    Unread unread =
        unread("Cough for three days, and a fever since last night. 患者呼吸困难。 No wheeze.")
            .orElseThrow();
    assertThat(unread.whole()).isFalse();
    assertThat(unread.sentences()).containsExactly(1);
    assertThat(unread.reason()).contains("Han").contains("患者呼吸困难");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cough, fever.",
        "No fever.",
        "CXR RLL consol.",
        "SOB cough fever sats 88 RR 30",
        "Cough productive green sputum, fever, pleuritic pain",
        "Rx amoxicillin, doxycycline, paracetamol, IV fluids",
        "Diagnosis: pneumonia. Plan: amoxicillin, clarithromycin, oxygen.",
        "pt c/o sob, npc, no haemoptysis, pleuritic cp, temp 38",
        "On a β-blocker and α-interferon; 5 µg given.",
        "café-au-lait spots, naïve to opioids",
        "🤒 38.9",
        "88% / 32 / 120",
      })
  void shortAndTelegraphicNotesAreEnglish(String note) {
    assertThat(unread(note)).isEmpty();
  }

  @Test
  void everyNoteOfTheRespiratoryPackIsEnglish() throws IOException {
    Path folder = Path.of("../datasets/src/main/packs/respiratory/perceptors/note");
    ObjectMapper json = new ObjectMapper();
    for (String file : List.of("labelled.jsonl", "evaluation.jsonl")) {
      List<String> lines = Files.readAllLines(folder.resolve(file));
      assertThat(lines).hasSizeGreaterThan(70);
      for (String line : lines) {
        String text = json.readTree(line).get("text").asText();
        assertThat(unread(text)).as(text).isEmpty();
      }
    }
  }
}
