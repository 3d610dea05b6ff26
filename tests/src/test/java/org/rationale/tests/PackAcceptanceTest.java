package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.jena.graph.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Explainer;
import org.rationale.kg.Derivation;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.ProofGraph;
import org.rationale.tests.BundledCases.BundledCase;

class PackAcceptanceTest {

  static List<BundledCase> cases() {
    return BundledCases.all();
  }

  @Test
  void eachPackHasCasesAndEachQuestionIsExpectedSomewhere() {
    assertThat(BundledCases.counts())
        .containsOnlyKeys("breast-fna", "respiratory")
        .allSatisfy((pack, cases) -> assertThat(cases).isGreaterThanOrEqualTo(8));
    for (String pack : BundledCases.counts().keySet()) {
      Set<String> expected = new TreeSet<>();
      BundledCases.of(pack)
          .forEach(one -> expected.addAll(one.decision().caseFile().expect().keySet()));
      assertThat(expected).as(pack).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCaseDecidesWhatItExpects(BundledCase one) {
    Decision decision = one.decision();
    Map<String, Set<String>> found = new LinkedHashMap<>();
    Map<String, Set<String>> expected = new LinkedHashMap<>();
    decision
        .caseFile()
        .expect()
        .forEach((question, answers) -> expected.put(question, words(answers)));
    for (Outcome outcome : decision.outcomes()) {
      if (expected.containsKey(outcome.question().id())) {
        found.put(outcome.question().id(), answers(outcome, decision.proofGraph()));
      }
    }
    assertThat(expected).isNotEmpty();
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decidingAgainGivesTheSameBytes(BundledCase one) {
    assertThat(json(one.decideAnew())).isEqualTo(json(one.decision()));
  }

  @Test
  void manyThreadsGiveTheSameBytesAsOne() throws InterruptedException, ExecutionException {
    List<BundledCase> some = new ArrayList<>();
    BundledCases.counts().keySet().forEach(p -> some.addAll(BundledCases.of(p).subList(0, 3)));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<String>> reports = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        some.forEach(one -> reports.add(threads.submit(() -> json(one.decideAnew()))));
      }
      for (int i = 0; i < reports.size(); i++) {
        BundledCase one = some.get(i % some.size());
        assertThat(reports.get(i).get()).as("%s", one).isEqualTo(json(one.decision()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatADecisionHandsOutCannotBeChanged(BundledCase one) {
    Decision decision = one.decision();
    ProofGraph graph = decision.proofGraph();
    List<List<?>> lists = new ArrayList<>();
    lists.add(decision.outcomes());
    lists.add(decision.percepts());
    lists.add(decision.violations());
    lists.add(graph.statements());
    for (Outcome outcome : decision.outcomes()) {
      lists.add(outcome.candidates());
      lists.add(outcome.question().needs());
      for (Answer answer : outcome.candidates()) {
        List<Derivation> derivations = graph.derivations(answer.statement());
        lists.add(derivations);
        derivations.forEach(derivation -> lists.add(derivation.premises()));
        derivations.forEach(derivation -> lists.add(derivation.absences()));
      }
    }
    assertThat(lists)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            list ->
                assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(list::clear));
    for (Map<?, ?> map :
        List.of(
            decision.caseFile().inputs(),
            decision.caseFile().expect(),
            graph.prefixes(),
            graph.evidence())) {
      assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
    }
  }

  private static String json(Decision decision) {
    return DecisionReport.json(Explainer.explain(decision));
  }

  private static Set<String> words(String answers) {
    Set<String> words = new TreeSet<>(List.of(answers.split("[, ]+")));
    words.remove("");
    return words;
  }

  private static Set<String> answers(Outcome outcome, ProofGraph graph) {
    Set<String> answers = new TreeSet<>();
    switch (outcome.result()) {
      case Outcome.Result.Abstained abstained -> answers.add("abstain");
      case Outcome.Result.Chosen chosen ->
          chosen.answers().forEach(answer -> answers.add(shortForm(answer.value(), graph)));
    }
    return answers;
  }

  private static String shortForm(Node value, ProofGraph graph) {
    if (value.isLiteral()) {
      return value.getLiteralLexicalForm();
    }
    return graph.prefixes().entrySet().stream()
        .filter(prefix -> value.getURI().startsWith(prefix.getValue()))
        .map(prefix -> prefix.getKey() + ":" + value.getURI().substring(prefix.getValue().length()))
        .findFirst()
        .orElse(value.getURI());
  }
}
