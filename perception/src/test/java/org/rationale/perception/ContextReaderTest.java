package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;

class ContextReaderTest {

  private static final SentenceEncoder ENCODER =
      SentenceEncoder.bundled(ExecutionSettings.standard(), "test");
  private static final ContextReader CONTEXTS = ContextReader.open(ENCODER.tokenizer());

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static ContextReader.Reading read(String text, String mention, boolean absent) {
    ClinicalText note = ClinicalText.of(text, ENCODER.tokenizer());
    int start = text.indexOf(mention);
    int end = start + mention.length();
    for (Sentence sentence : note.sentences()) {
      int from = -1;
      int to = -1;
      for (int w = sentence.from(); w < sentence.to(); w++) {
        Word word = note.words().get(w);
        if (word.start() >= start && word.end() <= end) {
          from = from < 0 ? w : from;
          to = w + 1;
        }
      }
      if (from >= 0) {
        List<Found> own = CONTEXTS.triggers(note, sentence, List.of());
        List<Found> above =
            sentence.heading() < 0
                ? List.of()
                : CONTEXTS.triggers(note, note.sentences().get(sentence.heading()), List.of());
        BitSet used = new BitSet();
        used.set(from, to);
        return ContextReader.read(new Range(from, to), used, own, above, absent);
      }
    }
    throw new AssertionError("The mention (%s) is not in the text.".formatted(mention));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          He has a fever.                                       | fever       | PRESENT
          Denies fever, chills or night sweats.                 | fever       | ABSENT
          Denies fever, chills or night sweats.                 | chills      | ABSENT
          Denies fever, chills or night sweats.                 | night sweats| ABSENT
          No fever but productive cough.                        | cough       | PRESENT
          No fever. Cough for three days.                       | Cough       | PRESENT
          No increase in dyspnoea.                              | dyspnoea    | PRESENT
          Not only cough, he has fever too.                     | cough       | PRESENT
          Fever has resolved.                                   | Fever       | ABSENT
          PE was ruled out.                                     | PE          | ABSENT
          PE cannot be excluded.                                | PE          | POSSIBLE
          Possible pneumonia.                                   | pneumonia   | POSSIBLE
          ?PE                                                   | PE          | POSSIBLE
          Return if fever develops.                             | fever       | HYPOTHETICAL
          Advised to return if chest pain or haemoptysis.       | haemoptysis | HYPOTHETICAL
          History of asthma as a child.                         | asthma      | HISTORICAL
          Previous DVT.                                         | DVT         | HISTORICAL
          DVT in 2015.                                          | DVT         | HISTORICAL
          No history of DVT.                                    | DVT         | ABSENT
          Mother has asthma.                                    | asthma      | FAMILY
          Family history of lung cancer.                        | lung cancer | FAMILY
          His wife has a cough.                                 | cough       | HYPOTHETICAL
          Sputum: nil. Wheeze: yes.                             | Sputum      | ABSENT
          Lungs: no wheezing, no rales.                         | wheezing    | ABSENT
          Stopped smoking in 1998.                              | smoking     | HISTORICAL
          58-year-old man with weight loss.                     | weight loss | PRESENT
          4/7 hx of cough.                                      | cough       | PRESENT
          Nil fever, cough or wheeze.                           | fever       | ABSENT
          Nil fever, cough or wheeze.                           | cough       | ABSENT
          Nil fever, cough or wheeze.                           | wheeze      | ABSENT
          Nil fever but cough.                                  | cough       | PRESENT
          Fever nil, cough productive.                          | Fever       | ABSENT
          Fever nil, cough productive.                          | cough       | PRESENT
          Cough at night, nil fever.                            | Cough       | PRESENT
          Cough at night, nil fever.                            | fever       | ABSENT
          Cough at night, fever none, wheeze at rest.           | Cough       | PRESENT
          Cough at night, fever none, wheeze at rest.           | fever       | ABSENT
          Cough at night, fever none, wheeze at rest.           | wheeze      | PRESENT
          Hay fever in spring, cough now.                       | cough       | PRESENT
          No hay fever, cough or wheeze.                        | wheeze      | ABSENT
          No cough or wheeze, chest tight.                      | chest tight | PRESENT
          No cough, no wheeze or fever, chest tight.            | chest tight | PRESENT
          Cannot smell, not wheezy, short of breath.            | short of    | PRESENT
          Not wheezy, breathless or blue.                       | blue        | ABSENT
          No murmur, bibasal crackles.                          | crackles    | PRESENT
          No fever, cough, wheeze.                              | wheeze      | ABSENT
          Fever has now settled.                                | Fever       | ABSENT
          PE cannot be safely excluded.                         | PE          | POSSIBLE
          Not sure whether she had a fever.                     | fever       | POSSIBLE
          Suspects that he has a fever.                         | fever       | POSSIBLE
          Not sure about it, he has a fever.                    | fever       | PRESENT
          Her husband had noticed wheeze.                       | wheeze      | PRESENT
          Her sister, not the patient, has COPD.                | COPD        | FAMILY
          Doubtful wheeze, definite crackles.                   | crackles    | PRESENT
          ?PE in view of the chest pain.                        | chest pain  | PRESENT
          Differential: PE, pneumonia.                          | pneumonia   | POSSIBLE
          DVT thought unlikely but not excluded.                | DVT         | POSSIBLE
          Anosmia? No. Cough since Monday.                      | Anosmia     | ABSENT
          Anosmia? No. Cough since Monday.                      | Cough       | PRESENT
          Cough? Yes, for a week.                               | Cough       | PRESENT
          """)
  void readsTheSenseOfAMention(String text, String mention, Context expected) {
    assertThat(read(text, mention, false).context()).isEqualTo(expected);
  }

  /** "JVP possibly up" is found by its first and its last word. */
  @Test
  void aTriggerBetweenTheWordsOfAMentionCounts() {
    String text = "JVP possibly up";
    ClinicalText note = ClinicalText.of(text, ENCODER.tokenizer());
    Sentence sentence = note.sentences().getFirst();
    List<Found> triggers = CONTEXTS.triggers(note, sentence, List.of());
    Range mention = new Range(sentence.from(), sentence.to());
    BitSet used = new BitSet();
    used.set(sentence.from());
    used.set(sentence.to() - 1);
    assertThat(ContextReader.read(mention, used, triggers, List.of(), false).context())
        .isEqualTo(Context.POSSIBLE);
    used.set(sentence.from(), sentence.to());
    assertThat(ContextReader.read(mention, used, triggers, List.of(), false).context())
        .isEqualTo(Context.PRESENT);
  }

  @Test
  void aHeadingReachesOverTheLinesBelowIt() {
    String text = "Family history:\n- asthma\n- COPD\n\nCough today.";
    assertThat(read(text, "COPD", false).context()).isEqualTo(Context.FAMILY);
    assertThat(read(text, "Cough", false).context()).isEqualTo(Context.PRESENT);
  }

  @Test
  void aPhraseOfAbsenceIsAbsentUnlessItIsItselfNegated() {
    assertThat(read("He is afebrile.", "afebrile", true).context()).isEqualTo(Context.ABSENT);
    assertThat(read("He is not afebrile.", "afebrile", true).context()).isEqualTo(Context.PRESENT);
    assertThat(read("No cough, afebrile.", "afebrile", true).context()).isEqualTo(Context.ABSENT);
  }

  @Test
  void wordsThatLookLikeAFindingAreFoundAndReadNothingElse() {
    String text = "Hay fever, then fever after the cough syrup.";
    ClinicalText note = ClinicalText.of(text, ENCODER.tokenizer());
    Sentence sentence = note.sentences().getFirst();
    assertThat(
            ContextReader.lookAlikes(CONTEXTS.triggers(note, sentence, List.of())).stream()
                .mapToObj(w -> note.words().get(w)))
        .extracting(Word::form)
        .containsExactly("hay", "fever", "cough", "syrup");
    assertThat(read(text, "then fever", false).because()).isEmpty();
  }

  @Test
  void aSentenceWithoutLookAlikesHasNone() {
    ClinicalText note = ClinicalText.of("Fever and cough.", ENCODER.tokenizer());
    assertThat(
            ContextReader.lookAlikes(
                    CONTEXTS.triggers(note, note.sentences().getFirst(), List.of()))
                .isEmpty())
        .isTrue();
  }

  @Test
  void theTriggerIsNamed() {
    assertThat(read("She denies any fever.", "fever", false).because())
        .extracting(found -> found.trigger().phrase())
        .containsExactly("denies any");
  }
}
