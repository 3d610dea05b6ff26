package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Influence;
import org.rationale.explanations.Explanation.Role;
import org.rationale.explanations.ledger.Ledger;
import org.rationale.explanations.ledger.LedgerChecker;
import org.rationale.kg.Citation;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Withheld;
import org.rationale.perception.Attribution;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.Question;

class DecisionReportTest {

  private static final String HOSTILE =
      "<script>alert('x')</script></style>\"><img src=x onerror=alert(1)> javascript:alert(2) '"
          + " \u202Etxt.exe\u202C \u200F\u001B[2J \u0000 \uD800 ]]> --> &amp;";

  /** The same decision with such text also in what its case, pack, models and questions are. */
  private static Decision hostile(String text) {
    Decision sample = SampleDecision.hostile(text);
    PackIdentity pack = sample.pack();
    Outcome first = sample.outcomes().getFirst();
    Question asked = first.question();
    List<Outcome> outcomes = new ArrayList<>(sample.outcomes());
    outcomes.set(
        0,
        new Outcome(
            new Question(
                text, text, asked.predicate(), asked.policy(), List.of(text), "Mind: " + text),
            first.candidates(),
            first.result()));
    Case given = sample.caseFile();
    Map<String, Object> inputs = new LinkedHashMap<>(given.inputs());
    inputs.put(text, Map.of(text, Map.of("value", text, "unit", text)));
    return new Decision(
        new Case(text, text, given.subject(), inputs, Map.of(), "sample.json"),
        sample.subject(),
        new PackIdentity(text, text, text, pack.sha256(), Map.of(), Map.of(), text, List.of(text)),
        outcomes,
        sample.percepts(),
        List.of(new Withheld(text, new ModelIdentity(text, "ab12"), text, "cd34", text)),
        List.of(text),
        sample.proofGraph());
  }

  private static final Explanation EXPLANATION = Explainer.explain(SampleDecision.decision());

  @Test
  void theAnswerComesFirstWithItsProbabilityAndGuarantee() {
    Candidate chosen = EXPLANATION.outcomes().getFirst().chosen().getFirst();
    String percent = Valuations.percent(chosen.answer().valuation().probability());
    String text = DecisionReport.text(EXPLANATION);
    assertThat(text).contains("▶ Pneumonia — " + percent + " (exact)");
    assertThat(text.indexOf("▶ Pneumonia")).isLessThan(text.indexOf("Because"));
    assertThat(text.indexOf("Because")).isLessThan(text.indexOf("Other candidates"));
  }

  @Test
  void aSentenceIsTheAnswerAndAParagraphItsGrounds() {
    Candidate chosen = EXPLANATION.outcomes().getFirst().chosen().getFirst();
    String percent = Valuations.percent(chosen.answer().valuation().probability());
    String sentence = DecisionReport.text(EXPLANATION, Depth.SENTENCE);
    assertThat(sentence).contains("Pneumonia, " + percent + " (exact).");
    String paragraph = DecisionReport.text(EXPLANATION, Depth.PARAGRAPH);
    assertThat(paragraph.replace('\n', ' '))
        .startsWith(sentence.replace('\n', ' ').strip())
        .contains("For it counts: ", "The main reason: ", "Missing: allergies");
    assertThat(DecisionReport.text(EXPLANATION, Depth.EVERYTHING).length())
        .isGreaterThan(DecisionReport.text(EXPLANATION).length());
  }

  /** What a text says in percent is a number of the explanation. */
  @Test
  void numbersInAParagraphAreThoseOfTheExplanation() {
    Set<String> known = new HashSet<>();
    EXPLANATION
        .readings()
        .forEach(reading -> known.add(Valuations.percent(reading.percept().probability())));
    EXPLANATION
        .outcomes()
        .forEach(
            outcome ->
                outcome
                    .candidates()
                    .forEach(
                        one ->
                            known.add(Valuations.percent(one.answer().valuation().probability()))));
    List<String> said = new ArrayList<>();
    Matcher percent =
        Pattern.compile("(?:[<>] )?[0-9.]+%")
            .matcher(DecisionReport.text(EXPLANATION, Depth.PARAGRAPH).replace('\n', ' '));
    while (percent.find()) {
      said.add(percent.group());
    }
    assertThat(said).hasSizeGreaterThan(3);
    assertThat(known).containsAll(said);
  }

  @Test
  void textEndsAtTheWordsOfTheNoteAndFitsTheTerminal() {
    String text = DecisionReport.text(EXPLANATION);
    assertThat(text).contains("“fever up to 39.4”", "Missing: allergies", "Caution: ", "Limits");
    // A fingerprint, an IRI: what cannot be broken may be longer.
    assertThat(text.lines().filter(line -> line.length() > 96)).isEmpty();
  }

  @Test
  void aReadingSupportsOrOpposesByWhatItDoesToTheAnswer() {
    Candidate chosen = EXPLANATION.outcomes().getFirst().chosen().getFirst();
    Influence fever =
        chosen.influences().stream().filter(i -> i.reading() == 1).findFirst().orElseThrow();
    assertThat(fever.direction()).isEqualTo(Role.SUPPORTS);
    assertThat(fever.ifFalse().orElseThrow().probability().value()).isZero();
    double read = EXPLANATION.readings().getFirst().percept().probability().value();
    assertThat(fever.ifTrue().probability().value() * read)
        .as("total probability")
        .isCloseTo(chosen.answer().valuation().probability().value(), within(1e-9));
  }

  @Test
  void whatAnExceptionIsMadeForCountsAgainst() {
    SmallProofGraph graph = new SmallProofGraph();
    var fever = graph.perceive(reading("note/1", "fever", 0.8));
    var vaccine = graph.perceive(reading("note/2", "vaccine", 0.3));
    var flu =
        graph.derive(
            SmallProofGraph.unless(
                SmallProofGraph.derivation("flu", SmallProofGraph.t("ann", "has", "flu"), fever),
                "ex:ann ex:has ex:vaccine",
                List.of(List.of(vaccine))));
    var sample = SampleDecision.decision();
    var answer = new Answer(flu.getObject(), "flu", flu, graph.probability(flu));
    Explanation small =
        Explainer.explain(
            new Decision(
                sample.caseFile(),
                sample.subject(),
                sample.pack(),
                List.of(
                    new Outcome(
                        sample.outcomes().getFirst().question(),
                        List.of(answer),
                        new Outcome.Result.Chosen(List.of(answer)))),
                List.of(reading("note/1", "fever", 0.8), reading("note/2", "vaccine", 0.3)),
                List.of(),
                List.of(),
                graph));
    assertThat(small.readings())
        .extracting(Explanation.Reading::role)
        .containsExactly(Role.SUPPORTS, Role.OPPOSES);
  }

  @Test
  void whyNothingIsClaimedStandsBesideTheInputInEveryView() {
    Decision sample = SampleDecision.decision();
    Withheld silent =
        new Withheld(
            "imaging",
            new ModelIdentity("xray.onnx", "ab12")
                .ranBy(
                    new ModelIdentity.Execution("ai.onnx 17", "Runtime 1.0", "CPU", "picture 1")),
            "vitals",
            "cd34",
            "The input is unlike those that the model knows.");
    Decision decision =
        new Decision(
            sample.caseFile(),
            sample.subject(),
            sample.pack(),
            sample.outcomes(),
            sample.percepts(),
            List.of(silent),
            sample.violations(),
            sample.proofGraph());
    Explanation explanation = Explainer.explain(decision);

    assertThat(decision.identity()).isNotEqualTo(sample.identity());
    assertThat(DecisionReport.html(explanation))
        .contains("It was looked at, and nothing is claimed. ")
        .contains("ai.onnx 17, run by Runtime 1.0 on CPU, prepared as picture 1");
    assertThat(DecisionReport.text(explanation)).contains("vitals: " + silent.reason());
    assertThat(DecisionReport.json(explanation))
        .contains("\"reason\" : \"" + silent.reason() + "\"")
        .contains("\"preparation\" : \"picture 1\"");
  }

  private static Percept reading(String id, String finding, double probability) {
    return SmallProofGraph.percept(
        id,
        SmallProofGraph.t("ann", "has", finding),
        probability,
        1,
        new Region.Columns(List.of(finding)),
        "");
  }

  @Test
  void contradictoryReadingsAreNamed() {
    assertThat(EXPLANATION.conflicts())
        .singleElement()
        .satisfies(conflict -> assertThat(conflict.readings()).containsExactly(6, 7));
    assertThat(DecisionReport.text(EXPLANATION)).contains("Read in more than one way");
  }

  @Test
  void missingInputsAreThoseNeededAndThoseAnAbstentionNames() {
    assertThat(EXPLANATION.outcomes())
        .extracting(Explanation.Reasoned::missing)
        .containsExactly(List.of(), List.of(), List.of("allergies"));
  }

  @Test
  void jsonNamesEverythingAndRoundsNothing() throws IOException {
    JsonNode json = new ObjectMapper().readTree(DecisionReport.json(EXPLANATION));
    JsonNode outcome = json.get("outcomes").get(0);
    assertThat(outcome.get("answers").get(0).get("probability").doubleValue())
        .isEqualTo(
            EXPLANATION
                .outcomes()
                .getFirst()
                .chosen()
                .getFirst()
                .answer()
                .valuation()
                .probability()
                .value());
    assertThat(outcome.get("candidates")).hasSize(3);
    assertThat(outcome.get("candidates").get(0).get("why").get("proofs").get(0).get("steps"))
        .isNotEmpty();
    assertThat(json.get("percepts")).hasSize(8);
    assertThat(json.get("outcomes").get(2).get("result").textValue()).isEqualTo("abstained");
  }

  @Test
  void viewsOfOneExplanationAreTheSameEveryTime() {
    Explanation again = Explainer.explain(SampleDecision.decision());
    assertThat(DecisionReport.html(again)).isEqualTo(DecisionReport.html(EXPLANATION));
    assertThat(DecisionReport.json(again)).isEqualTo(DecisionReport.json(EXPLANATION));
    assertThat(DecisionReport.text(again)).isEqualTo(DecisionReport.text(EXPLANATION));
  }

  @Test
  void hostileTextIsShownAndNeverRun() throws IOException {
    Explanation hostile = Explainer.explain(hostile(HOSTILE));
    String html = DecisionReport.html(hostile);
    assertThat(html)
        .doesNotContain("<script", "<img", "\u202E", "\u200F", "\u001B", "\u0000", "\uD800")
        .doesNotContain("href=\"javascript", " src=\"", "<!--")
        .contains("&lt;script&gt;", "[U+202E]", "[U+200F]", "[U+001B]", "[U+0000]", "&amp;amp;")
        .contains("[U+D800]");
    assertThat(html.split("</style>", -1)).hasSize(2);
    balanced(html);
    for (Depth depth : Depth.values()) {
      assertThat(DecisionReport.text(hostile, depth))
          .doesNotContain("\u001B", "\u202E", "\u200F", "\u0000", "\uD800")
          .contains("[U+001B]");
    }
    JsonNode json = new ObjectMapper().readTree(DecisionReport.json(hostile));
    assertThat(json.at("/case/id").textValue()).isEqualTo(HOSTILE);
    assertThat(json.at("/outcomes/0/label").textValue()).isEqualTo(HOSTILE);
  }

  @Test
  void hostileTextDoesNothingInAPdf() throws IOException {
    byte[] pdf = DecisionReport.pdf(Explainer.explain(hostile(HOSTILE)), Seal.PLAIN, List.of());
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getDocumentCatalog().getOpenAction()).isNull();
      assertThat(document.getDocumentCatalog().getNames()).isNull();
      for (PDPage page : document.getPages()) {
        for (PDAnnotation annotation : page.getAnnotations()) {
          if (annotation instanceof PDAnnotationLink link
              && link.getAction() instanceof PDActionURI action) {
            assertThat(action.getURI()).startsWith("https://");
          }
        }
      }
      String words = new PDFTextStripper().getText(document).replaceAll("\\s+", "");
      assertThat(words).contains("<script>alert('x')</script>", "[U+202E]txt.exe", "[U+0000]");
    }
  }

  @Test
  void hostileTextStaysOnOneLineOfALedger(@TempDir Path folder) throws IOException {
    LedgerRecord kept = LedgerRecord.of(hostile(HOSTILE + "\n{}"), Optional.empty());
    Path file = folder.resolve("l");
    try (Ledger ledger = Ledger.open(file, folder.resolve("k"), Clock.systemUTC(), notice -> {})) {
      ledger.append(kept.decided(), kept.personal());
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(LedgerChecker.check(file, Optional.empty(), Optional.empty()))
        .isInstanceOf(LedgerChecker.Verdict.Accepted.class);
    assertThat(Ledger.erase(file, 0)).isPositive();
  }

  /** What is long is broken over lines and sheets, and nothing of it is lost. */
  @Test
  void aLabelOfAHundredKilobytesIsShownWhole() {
    String label = "long ".repeat(20_000) + "end";
    Explanation explanation = Explainer.explain(SampleDecision.hostile(label));
    assertThat(DecisionReport.html(explanation)).contains(label);
    assertThat(DecisionReport.text(explanation).lines().filter(line -> line.length() > 96))
        .isEmpty();
  }

  @Test
  void thePageLoadsNothingRunsNothingAndForbidsIt() {
    String html = DecisionReport.html(EXPLANATION);
    assertThat(html)
        .contains("default-src 'none'; style-src 'sha256-")
        .doesNotContain(
            "<script",
            "<link",
            "<img",
            "<iframe",
            " src=",
            "url(",
            "@import",
            " style=",
            "javascript:");
    assertThat(Pattern.compile("\\son[a-z]+=").matcher(html).find()).isFalse();
  }

  @Test
  void aSourceIsALinkOnlyIfItLeadsToTheWeb() {
    assertThat(render("javascript:alert(1)")).doesNotContain("href");
    assertThat(render("https://doi.org/10.1")).contains("href=\"https://doi.org/10.1\"");
  }

  private static String render(String iri) {
    StringBuilder out = new StringBuilder();
    HtmlParts.source(new Citation("a paper", Optional.of(iri))).write(out);
    return out.toString();
  }

  @Test
  void thePageIsWellFormedAndItsHeadingsAndLinksAreInOrder() {
    String html = DecisionReport.html(EXPLANATION);
    balanced(html);
    List<Integer> levels = new ArrayList<>();
    Matcher headings = Pattern.compile("<h([1-6])").matcher(html);
    while (headings.find()) {
      levels.add(Integer.parseInt(headings.group(1)));
    }
    assertThat(levels.getFirst()).isEqualTo(1);
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
    List<String> ids = all(html, " id=\"([^\"]*)\"");
    assertThat(ids).doesNotHaveDuplicates();
    Set<String> targets = new HashSet<>(all(html, "href=\"#([^\"]*)\""));
    assertThat(targets).isNotEmpty();
    assertThat(ids).containsAll(targets);
  }

  @Test
  void theNoteIsShownWholeWithItsReadingsMarked() {
    String html = DecisionReport.html(EXPLANATION);
    String note = html.substring(html.indexOf("<blockquote"), html.indexOf("</blockquote>"));
    assertThat(note.replaceAll("<sup>.*?</sup>", "").replaceAll("<[^>]*>", ""))
        .isEqualTo(SampleDecision.NOTE);
    assertThat(note).contains("<mark class=\"supports\"", "#percept-1");
  }

  /** Every element that is opened is closed in its place. */
  private static void balanced(String html) {
    List<String> open = new ArrayList<>();
    String body = html.replaceAll("(?s)<style>.*?</style>", "").replaceFirst("<!DOCTYPE html>", "");
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(body);
    while (tags.find()) {
      String name = tags.group(2);
      if (Set.of("meta", "br", "col", "img").contains(name)) {
        continue;
      }
      if (tags.group(1).isEmpty()) {
        open.add(name);
      } else {
        assertThat(open.removeLast()).isEqualTo(name);
      }
    }
    assertThat(open).isEmpty();
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(result -> result.group(1)).toList();
  }

  @Test
  void theStretchesOfASeriesAreInTheJson() throws JsonProcessingException {
    Attribution.OfSeries series =
        new Attribution.OfSeries(
            "flow/apnoea",
            "flow",
            "ab",
            "stretches were hidden",
            new Region.Window(2.5, 5, "s"),
            List.of(
                new Attribution.Part("0 s to 2.5 s", -0.25),
                new Attribution.Part("2.5 s to 5 s", 1.5)));
    String json =
        DecisionReport.json(
            EXPLANATION,
            Seal.PLAIN,
            List.of(series),
            image -> {
              throw new AssertionError("A series has no picture.");
            });

    JsonNode found = new ObjectMapper().readTree(json).at("/attributions/0");
    assertThat(found.at("/percept").asText()).isEqualTo("flow/apnoea");
    assertThat(found.at("/kind").asText()).isEqualTo("series");
    assertThat(found.at("/region/kind").asText()).isEqualTo("window");
    assertThat(found.at("/region/start").asDouble()).isEqualTo(2.5);
    assertThat(found.at("/region/unit").asText()).isEqualTo("s");
    assertThat(found.at("/parts/1/name").asText()).isEqualTo("2.5 s to 5 s");
    assertThat(found.at("/parts/1/weight").asDouble()).isEqualTo(1.5);
  }
}
