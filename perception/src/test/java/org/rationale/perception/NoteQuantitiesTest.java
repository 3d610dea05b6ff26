package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.Diagnostic;
import org.rationale.perception.NoteQuantities.Said;

class NoteQuantitiesTest {

  private static final SentenceEncoder ENCODER =
      SentenceEncoder.bundled(ExecutionSettings.standard(), "test");
  private static final ContextReader CONTEXTS = ContextReader.open(ENCODER.tokenizer());

  private static final Map<String, Object> VITALS =
      Map.of(
          "temp", quantity("Cel", 25, 45, "temperature", "temp", "T"),
          "rate", quantity("/min", 2, 90, "RR", "resp rate", "respiratory rate"),
          "pulse", quantity("/min", 10, 300, "HR", "pulse", "heart rate"),
          "sats", quantity("%", 30, 100, "sats", "SpO2", "O2 sats"),
          "systolic", part("first", 30, 320),
          "diastolic", part("second", 10, 220),
          "urea", quantity("mmol/L", 0, 100, "urea"),
          "age",
              Map.of(
                  "predicate",
                  "ex:age",
                  "unit",
                  "a",
                  "min",
                  18,
                  "max",
                  120,
                  "probability",
                  0.97,
                  "phrases",
                  List.of("aged"),
                  "following",
                  List.of("year-old", "years old", "yo")),
          "nitrogen",
              Map.of(
                  "predicate",
                  "ex:urea",
                  "unit",
                  "mmol/L",
                  "min",
                  0.1,
                  "max",
                  100,
                  "probability",
                  0.97,
                  "unitRequired",
                  true,
                  "alternatives",
                  Map.of("mg/dL", Map.of("factor", 0.357)),
                  "phrases",
                  List.of("BUN")));

  private static Map<String, Object> quantity(String unit, int min, int max, String... phrases) {
    return Map.of(
        "predicate",
        "ex:" + phrases[0].replace(' ', '-'),
        "unit",
        unit,
        "min",
        min,
        "max",
        max,
        "probability",
        0.97,
        "phrases",
        List.of(phrases));
  }

  private static Map<String, Object> part(String part, int min, int max) {
    return Map.of(
        "predicate",
        "ex:" + part,
        "unit",
        "mm[Hg]",
        "min",
        min,
        "max",
        max,
        "probability",
        0.97,
        "phrases",
        List.of("BP", "blood pressure"),
        "part",
        part);
  }

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static NoteQuantities configured(Map<String, Object> quantities, List<Diagnostic> wrong) {
    return NoteQuantities.configure(
        new ConfigReader(
            Map.of("quantities", quantities),
            Opening.of(Path.of(".")),
            Map.of("ex", "http://example.org/"),
            "pack",
            wrong));
  }

  private static List<Said> read(String text) {
    List<Diagnostic> wrong = new ArrayList<>();
    NoteQuantities quantities = configured(VITALS, wrong);
    assertThat(wrong).isEmpty();
    return quantities.read(ClinicalText.of(text, ENCODER.tokenizer()), CONTEXTS);
  }

  /** {@code temp=38.9} for each number, in the order of names. */
  private static String values(String text) {
    return read(text).stream()
        .filter(Said.Value.class::isInstance)
        .map(Said.Value.class::cast)
        .map(
            value ->
                value.of().quantity().name()
                    + "="
                    + value.reading().literal().getLiteralLexicalForm())
        .sorted()
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static String reasons(String text) {
    return read(text).stream()
        .filter(Said.Nothing.class::isInstance)
        .map(nothing -> ((Said.Nothing) nothing).reason())
        .sorted()
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temp 38.9, RR 32/min, sats 88% on air | rate=32 sats=88 temp=38.9",
        "T 38.9°C HR: 110 bpm. SpO2 of 91 % | pulse=110 sats=91 temp=38.9",
        "T38.9 RR32 HR=110 | pulse=110 rate=32 temp=38.9",
        "BP 120/80, pulse 72 | diastolic=80 pulse=72 systolic=120",
        "BP 95 / 60 mmHg | diastolic=60 systolic=95",
        "Blood pressure 16/12 kPa. | diastolic=90.00765065030528 systolic=120.0102008670737",
        "Temp: 101.3F | temp=38.5",
        "Temperature was 98.6 deg F at triage | temp=37.0",
        "Temp. 37,  resp rate about 20 breaths per minute | rate=20 temp=37",
        "Pulse 1.5/s | pulse=90.0",
        "No fever, temp 37.1, denies cough | temp=37.1",
        "HR 110 a bit high | pulse=110",
        "sats on air 88%, O2 sats 88 | sats=88",
        "temp 38.9, now 37.2 | temp=37.2",
        "temp 38.9 -> 38.0 -> 37.2 C | temp=37.2",
        "RR 32. Now 24. | rate=24",
        "BP 80/50, then 110/70 | diastolic=70 systolic=110",
        "temp 38.9; temp 38.90 again | temp=38.9",
        "T 38.9 after paracetamol. T 38.9 C | temp=38.9",
        "'heart\nrate 88' | pulse=88",
        "A 78-year-old man, RR 32 | age=78 rate=32",
        "81 yo F, her husband is 90 years old | age=81",
        "aged 71, T 38.5 | age=71 temp=38.5",
        "BUN 20 mg/dL | nitrogen=7.14",
        "urea 7.5, BUN 21.00840336134454 mg/dL | urea=7.5",
        "BP (sitting) 126 over 74 | diastolic=74 systolic=126",
        "HR up from 80 to 120 in an hour | pulse=120",
        "Temp (38.1) | temp=38.1",
        "Temp was 39.4 yesterday, temp 37.1 today | temp=37.1",
        "Target sats 88-92%, currently sats 90% | sats=90",
        "pulse 96 since yesterday | pulse=96",
        "Her usual BP is 150/90. On arrival BP 88/50 | diastolic=50 systolic=88",
      })
  void numbersAreReadWithTheirUnits(String text, String expected) {
    assertThat(values(text)).isEqualTo(expected);
    if (!text.contains("yesterday") && !text.contains("Target") && !text.contains("usual")) {
      assertThat(reasons(text)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Last year had temp 39.5.",
        "Mother had a temp 39.5",
        "Return if temp 38 or above",
        "Family history:\nfather BP 180/110",
        "He had no temp 38.5",
        "t 38.9",
        "template 38.9",
        "attempt 38",
        "the temperature of the room, 38",
        "38.9 temp",
        "RR thirty",
        "No temp taken.",
        "Smoked for 30 years.",
        "Seen 12/11/2026, amoxicillin 500 mg at 10:30",
        "His wife is 70 years old",
        "CRP 40, BPM 90, HRT 12",
        "temp -3",
        "O2 sats",
        "temp",
        "RR",
      })
  void nothingIsReadWhereNothingIsSaidOfThePatientNow(String text) {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temp 389 | 389 Cel, taken as it has no unit, is not in [25, 45]",
        "Temp 101.3 | is not in [25, 45]",
        "temp 120 F | 48.88888888888889 Cel is not in [25, 45]",
        "temp 38-39 | it is a range",
        "sats 88 to 92% | it is a range",
        "sats > 94% | it is a limit",
        "urea 40 mg/dL | the unit (mg/dL) does not convert to mmol/L",
        "urea 7 foo/bar | the unit (foo/bar) is not known",
        "temp 38.9x | the unit (x) is not known",
        "temp 38,9 | ambiguous",
        "T 10:30 | it is a date, a time or ambiguous",
        "HR 110/70 | it is a pair",
        "BP 120 | it is no pair",
        "possible temp 38.9 | the note says that it is not sure",
        "temp 38.9 in the morning. On the ward temp 37.2. | several values (\"temp 38.9\", \"temp 37.2\")",
        "RR 20 min | the unit (min) does not convert to /min",
        "Temp was 39.4 yesterday | it is an earlier value",
        "Yesterday: T 39.4, HR 120 | \"HR 120\" is not taken, because it is an earlier value",
        "sats 97% last week in clinic | it is an earlier value",
        "temp of 38.7 two days ago | it is an earlier value",
        "Aim BP 130/80 | it is a goal",
        "Target sats 94% | it is a goal",
        "baseline sats 89% | it is the usual value",
        "sats 84% on exertion | it was measured on exertion",
        "BP below 90/60 | it is a limit",
        "HR up from 80 | it says from where and not to where",
        "BUN 20 | it has no unit",
        "urea 9, BUN 20 mg/dL | several values",
        "BP 118/ not recorded | it is no pair",
      })
  void whatIsNotClearIsWithheldWithItsReason(String text, String reason) {
    assertThat(values(text)).isEmpty();
    assertThat(reasons(text)).contains(reason);
  }

  @Test
  void aNumberKnowsItsPlaceAndHowItWasRead() {
    String text = "On arrival: temp 101.3 F, now 37.2, HR 90.";
    List<Said.Value> values =
        read(text).stream()
            .filter(Said.Value.class::isInstance)
            .map(Said.Value.class::cast)
            .toList();

    assertThat(values)
        .anySatisfy(
            value -> {
              assertThat(value.span().text()).isEqualTo("temp 101.3 F, now 37.2");
              assertThat(text.substring(value.span().start(), value.span().end()))
                  .isEqualTo(value.span().text());
              assertThat(value.note())
                  .isEqualTo(
                      "read as temp = 37.2 Cel; no unit is written; the last of 2 values in a row;"
                          + " the probability is the pack's own judgement");
            });
  }

  /** Notes made of parts whose meaning is known. */
  @Test
  void randomNotesSayWhatTheyWereMadeOf() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      StringBuilder note = new StringBuilder();
      Map<String, String> expected = new TreeMap<>();
      for (String name : List.of("temp", "rate", "sats", "pulse")) {
        if (random.nextBoolean()) {
          int value = 30 + random.nextInt(11);
          String number = random.nextBoolean() ? "" + value : value + "." + (1 + random.nextInt(9));
          note.append(any(random, PHRASES.getOrDefault(name, List.of())));
          note.append(any(random, List.of(" ", ": ", " is ", " of ", "=")));
          note.append(number);
          note.append(any(random, List.of("", UNITS.get(name), " " + UNITS.get(name))));
          note.append(any(random, List.of(", ", ". ", "; ", " and ", "\n")));
          expected.put(name, number);
        }
        note.append(
            any(random, List.of("", "no cough, ", "short of breath. ", "on 2 L of oxygen. ")));
      }
      String all =
          expected.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .sorted()
              .collect(Collectors.joining(" "));
      assertThat(values(note.toString())).as(note.toString()).isEqualTo(all);
    }
  }

  private static final Map<String, List<String>> PHRASES =
      Map.of(
          "temp", List.of("T", "temp", "Temperature"),
          "rate", List.of("RR", "rr", "resp rate"),
          "sats", List.of("SpO2", "sats", "O2  sats"),
          "pulse", List.of("HR", "Pulse"));

  private static final Map<String, String> UNITS =
      Map.of("temp", "C", "rate", "/min", "sats", "%", "pulse", "bpm");

  private static String any(Random random, List<String> options) {
    return options.get(random.nextInt(options.size()));
  }

  @Test
  void noTextBreaksTheReading() {
    Random random = new Random(6);
    List<String> pieces =
        List.of(
            "T",
            "temp",
            "BP",
            "38",
            ".",
            "9",
            "/",
            "-",
            "to",
            "now",
            "->",
            "\n",
            " ",
            " ",
            ",",
            "°",
            "F",
            "mm",
            "[",
            "\u0301",
            "\ud83d\ude00",
            "no",
            "\u00a0",
            "999999999999",
            "<",
            "(");
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder("T");
      for (int piece = random.nextInt(20); piece > 0; piece--) {
        text.append(any(random, pieces));
      }
      for (Said said : read(text.toString())) {
        if (said instanceof Said.Value value) {
          assertThat(text.substring(value.span().start(), value.span().end()))
              .isEqualTo(value.span().text());
          assertThat(value.of().quantity().contains(value.reading().value())).isTrue();
        }
      }
    }
  }

  @Test
  void whateverIsWrongWithQuantitiesIsReportedAtOnce() {
    List<Diagnostic> wrong = new ArrayList<>();
    configured(
        Map.of(
            "a",
                Map.of(
                    "predicate",
                    "ex:a",
                    "unit",
                    "mmHg",
                    "phrases",
                    List.of("A1"),
                    "min",
                    0,
                    "max",
                    1,
                    "probability",
                    1),
            "b",
                Map.of(
                    "predicate",
                    "ex:b",
                    "unit",
                    "Cel",
                    "phrases",
                    List.of("a1", "12"),
                    "written",
                    Map.of("m", List.of("metres")),
                    "probability",
                    0.9)),
        wrong);

    assertThat(wrong)
        .extracting(Diagnostic::code)
        .containsExactlyInAnyOrder(
            "unknown-unit",
            "out-of-range",
            "missing-key",
            "missing-key",
            "empty-phrase",
            "wrong-unit");
    assertThat(wrong).extracting(Diagnostic::place).anyMatch("pack.quantities.a.unit"::equals);
  }

  @Test
  void aPhraseOfTwoQuantitiesIsAnError() {
    List<Diagnostic> wrong = new ArrayList<>();
    configured(
        Map.of("a", quantity("Cel", 0, 1, "temp"), "b", quantity("Cel", 0, 1, "Temp")), wrong);

    assertThat(wrong).extracting(Diagnostic::code).containsExactly("ambiguous-phrase");
  }
}
