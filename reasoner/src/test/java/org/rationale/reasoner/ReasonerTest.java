package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;

class ReasonerTest {

  @TempDir Path folder;
  private TinyPack pack;

  @BeforeEach
  void writePack() throws IOException {
    pack = TinyPack.in(folder);
  }

  private static Case given(String inputs) {
    return CaseReader.read(
        "{\"subject\": \"https://example.org/patients/1\", \"inputs\": " + inputs + "}",
        "case.json");
  }

  private static Outcome outcome(Decision decision, String question) {
    return decision.outcomes().stream()
        .filter(outcome -> outcome.question().id().equals(question))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> chosen(Outcome outcome) {
    return outcome.result() instanceof Outcome.Result.Chosen chosen
        ? chosen.answers().stream().map(Answer::label).toList()
        : List.of("abstained");
  }

  @Test
  void theMostProbableAnswerAboveTheThresholdIsChosen() {
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Decision decision =
          reasoner.decide(given("{\"vitals\": {\"temperature\": 38.5, \"pulse\": 120}}"));
      assertThat(chosen(outcome(decision, "illness"))).containsExactly("influenza");
      assertThat(outcome(decision, "illness").candidates())
          .extracting(Answer::label)
          .containsExactly("influenza", "common cold");
      assertThat(outcome(decision, "illness").candidates().get(1).valuation().probability().value())
          .isCloseTo(0.3, within(1e-12));
      assertThat(chosen(outcome(decision, "all"))).containsExactly("influenza", "common cold");
      assertThat(chosen(outcome(decision, "score"))).containsExactly("1");
      assertThat(decision.violations()).isEmpty();
      assertThat(decision.percepts()).hasSize(2);
      assertThat(decision.pack().name()).isEqualTo("tiny");
    }
  }

  @Test
  void severalCasesAreDecidedAsEachAlone() {
    try (Reasoner reasoner = Reasoner.open(folder)) {
      List<Case> cases =
          List.of(
              given("{\"vitals\": {\"temperature\": 38.5, \"pulse\": 120}}"),
              given("{}"),
              given("{\"vitals\": {\"temperature\": 37.0}}"));
      List<Decision> decisions = reasoner.decide(cases);

      assertThat(decisions).hasSize(3);
      for (int i = 0; i < 3; i++) {
        Decision alone = reasoner.decide(cases.get(i));
        assertThat(decisions.get(i).percepts()).isEqualTo(alone.percepts());
        assertThat(decisions.get(i).identity()).isEqualTo(alone.identity());
        assertThat(chosen(outcome(decisions.get(i), "illness")))
            .isEqualTo(chosen(outcome(alone, "illness")));
      }
      assertThatThrownBy(
              () ->
                  reasoner.decide(
                      List.of(
                          given("{\"vitals\": {\"temperature\": \"hot\"}}"),
                          cases.getFirst(),
                          given("{\"photo\": 1}"))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("(photo)")
          .hasMessageContaining("hot");
    }
  }

  @Test
  void anAbstentionSaysWhatWasMissing() {
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Decision weak = reasoner.decide(given("{\"vitals\": {\"temperature\": 37.0}}"));
      assertThat(outcome(weak, "illness").result())
          .isInstanceOfSatisfying(
              Outcome.Result.Abstained.class,
              abstained -> {
                assertThat(abstained.missing()).containsExactly("vitals.pulse");
                assertThat(abstained.reason()).contains("0.5").contains("common cold");
              });
      assertThat(outcome(weak, "score").result())
          .isInstanceOfSatisfying(
              Outcome.Result.Abstained.class,
              abstained -> assertThat(abstained.missing()).containsExactly("vitals.pulse"));
      Decision empty = reasoner.decide(given("{}"));
      assertThat(outcome(empty, "illness").result())
          .isInstanceOfSatisfying(
              Outcome.Result.Abstained.class,
              abstained ->
                  assertThat(abstained.missing())
                      .containsExactly("vitals", "vitals.temperature", "vitals.pulse"));
      assertThat(chosen(outcome(empty, "all"))).isEmpty();
    }
  }

  @Test
  void shapesForPerceptsReportViolations() {
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThat(reasoner.decide(given("{\"vitals\": {\"pulse\": 70}}")).violations())
          .singleElement()
          .asString()
          .contains("A pulse comes with a temperature.")
          .contains("https://example.org/patients/1");
    }
  }

  @Test
  void everyUnusableInputIsNamedAtOnce() {
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThatThrownBy(
              () ->
                  reasoner.decide(
                      given("{\"vitals\": {\"temperature\": 380}, \"xray\": \"x.png\"}")))
          .isInstanceOfSatisfying(
              InvalidInputException.class, invalid -> assertThat(invalid.diagnostics()).hasSize(2))
          .hasMessageContaining("xray")
          .hasMessageContaining("temperature");
    }
  }

  @Test
  void aRequiredInputMustBeThere() throws IOException {
    pack.replace("pack.yaml", "    input: vitals\n", "    input: vitals\n    required: true\n");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThatThrownBy(() -> reasoner.decide(given("{}")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("missing-input");
    }
  }

  @Test
  void aClosedReasonerRefusesToDecideAndEarlierDecisionsStayUsable() {
    Reasoner reasoner = Reasoner.open(folder);
    Decision decision = reasoner.decide(given("{\"vitals\": {\"temperature\": 39.0}}"));
    reasoner.close();
    reasoner.close();
    assertThatThrownBy(() -> reasoner.decide(given("{}")))
        .isInstanceOf(IllegalStateException.class);
    Answer answer = outcome(decision, "illness").candidates().getFirst();
    assertThat(decision.proofGraph().derivations(answer.statement())).hasSize(1);
  }

  @Test
  void manyThreadsDecideTheSame() throws Exception {
    try (Reasoner reasoner = Reasoner.open(folder);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Case one = given("{\"vitals\": {\"temperature\": 38.5, \"pulse\": 120}}");
      List<Outcome> expected = reasoner.decide(one).outcomes();
      List<Future<List<Outcome>>> futures = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        Callable<List<Outcome>> task = () -> reasoner.decide(one).outcomes();
        futures.add(threads.submit(task));
      }
      for (Future<List<Outcome>> future : futures) {
        assertThat(future.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void knowledgeThatBreaksItsShapesDoesNotOpen() throws IOException {
    pack.replace(
        "knowledge.ttl", "t:Flu a t:Illness ; rdfs:label \"influenza\" .", "t:Flu a t:Illness .");
    assertThatThrownBy(() -> Reasoner.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("An illness needs a label.")
        .hasMessageContaining("shape-violation");
  }

  @Test
  void everythingThatIsWrongInAPackIsSaidAtOnce() throws IOException {
    pack.write("rules.srl", "RULE { ?x a ?y } WHERE { ?x a ?z }");
    pack.write("rules.drl", "package tiny rule when then end");
    pack.write("knowledge.ttl", "this is no turtle");
    assertThatThrownBy(() -> Reasoner.open(folder))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid -> assertThat(invalid.diagnostics()).hasSizeGreaterThanOrEqualTo(3))
        .hasMessageContaining("rules.srl")
        .hasMessageContaining("rules.drl")
        .hasMessageContaining("knowledge.ttl");
  }

  @Test
  void negationThroughACycleDoesNotOpen() throws IOException {
    pack.write(
        "rules.srl",
        """
        PREFIX t: <https://example.org/tiny#>
        RULE t:a { ?x t:p 1 } WHERE { ?x t:pulse ?y . NOT { ?x t:q 1 } }
        RULE t:b { ?x t:q 1 } WHERE { ?x t:pulse ?y . NOT { ?x t:p 1 } }
        """);
    assertThatThrownBy(() -> Reasoner.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tiny#a")
        .hasMessageContaining("tiny#b");
  }

  @Test
  void aQuestionMustBindItsAnswer() throws IOException {
    pack.replace("pack.yaml", "\"?subject t:score ?answer\"", "\"?subject t:score ?value\"");
    assertThatThrownBy(() -> Reasoner.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no-answer");
  }

  @Test
  void anAnswerMayBeAssignedOrNegated() throws IOException {
    pack.replace(
        "pack.yaml",
        "\"?subject t:score ?answer\"",
        "\"?subject t:pulse ?n . FILTER(?n > 1) NOT { ?subject t:never ?n } SET(?answer := ?n + 1)\"");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThat(chosen(outcome(reasoner.decide(given("{\"vitals\": {\"pulse\": 70}}")), "score")))
          .containsExactly("71");
    }
  }

  @Test
  void aPackWithoutDrlOrShapesDecidesToo() throws IOException {
    pack.replace("pack.yaml", "drl: [rules.drl]\n", "");
    pack.replace("pack.yaml", "shapes: {knowledge: [shapes.ttl], percepts: [percepts.ttl]}\n", "");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Decision decision = reasoner.decide(given("{\"vitals\": {\"temperature\": 39.0}}"));
      assertThat(chosen(outcome(decision, "illness"))).containsExactly("influenza");
      assertThat(decision.violations()).isEmpty();
      assertThat(reasoner.exampleCases()).isEmpty();
    }
  }

  @Test
  void exampleCasesComeInTheOrderOfTheirNames() throws IOException {
    pack.write("cases/b.json", "{}");
    pack.write("cases/a.json", "{}");
    pack.write("cases/notes.txt", "");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThat(reasoner.exampleCases())
          .extracting(file -> file.getFileName().toString())
          .containsExactly("a.json", "b.json");
      assertThat(reasoner.questions()).extracting(Question::id).contains("illness", "score");
    }
  }

  @Test
  void anyFileThatDecidesChangesThePacksHash() throws IOException {
    String before;
    try (Reasoner reasoner = Reasoner.open(folder)) {
      before = reasoner.pack().sha256();
    }
    pack.write("cases/a.json", "{}");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThat(reasoner.pack().sha256()).isEqualTo(before);
    }
    pack.replace("rules.srl", "0.8", "0.9");
    try (Reasoner reasoner = Reasoner.open(folder)) {
      assertThat(reasoner.pack().sha256()).isNotEqualTo(before);
    }
  }
}
