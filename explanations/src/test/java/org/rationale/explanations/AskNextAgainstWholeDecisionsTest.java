package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.perception.Perception;
import org.rationale.perception.Supply;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reasoner;
import org.rationale.reasoner.SimilarCases;

/** What replies would do is what deciding the case anew with each of them does. */
class AskNextAgainstWholeDecisionsTest {

  private static final String NS = "https://example.org/tiny#";

  @TempDir private Path folder;

  private Reasoner open() throws IOException {
    Files.writeString(
        folder.resolve("pack.yaml"),
        """
        name: tiny
        title: A tiny pack
        version: 1.0.0
        use: Tests.
        limits: [It must not be used for anything else.]
        prefixes: {t: "https://example.org/tiny#"}
        knowledge: [knowledge.ttl]
        rules: [rules.srl]
        drl: [rules.drl]
        perceptors:
          - id: vitals
            kind: fields
            input: vitals
            optional: true
            fields:
              temperature: {predicate: t:temperature, unit: Cel, min: 25, max: 45}
              rate: {predicate: t:rate, min: 2, max: 90}
              shoeSize: {predicate: t:shoeSize, min: 30, max: 50}
              smear: {predicate: t:smear, type: code, codes: {pos: t:Positive, neg: t:Negative, bad: t:Spoilt}}
              mind: {predicate: t:mind, type: code, codes: {clear: t:Clear, altered: t:Altered}}
        questions:
          - id: illness
            label: Which illness?
            candidates: "?subject t:ill ?answer"
            policy: {kind: most-probable, threshold: 0.5}
          - id: score
            label: Which score?
            candidates: "?subject t:score ?answer"
            policy: {kind: most-probable, threshold: 0.5}
          - id: place
            label: Where?
            candidates: "?subject t:place ?answer"
            policy: {kind: all-above, threshold: 0.2}
        """);
    Files.writeString(
        folder.resolve("knowledge.ttl"),
        """
        PREFIX t: <https://example.org/tiny#>
        t:Flu a t:Illness . t:Cold a t:Illness .
        t:Low t:from 0 ; t:below 20 . t:High t:from 20 ; t:below 90 .
        """);
    Files.writeString(
        folder.resolve("rules.srl"),
        """
        PREFIX t: <https://example.org/tiny#>
        #: probability 0.9
        RULE t:flu { ?p t:ill t:Flu } WHERE { ?p t:temperature ?t . FILTER(?t > 38) }
        #: probability 0.6
        RULE t:flu-cough { ?p t:ill t:Flu } WHERE { ?p t:cough t:Yes . NOT { ?p t:smear t:Spoilt } }
        #: probability 0.7
        RULE t:cold { ?p t:ill t:Cold } WHERE { ?p t:smear t:Negative }
        RULE t:ward { ?p t:place t:Ward } WHERE { ?p t:score 2 }
        """);
    Files.writeString(
        folder.resolve("rules.drl"),
        """
        package p
        import org.rationale.rules.drl.Statement
        global org.rationale.rules.drl.Conclusions conclusions
        rule "t:band" when
          Statement($p : subject, predicate == "t:rate", $r : number)
          Statement($band : subject, predicate == "t:from", number <= $r)
          Statement(subject == $band, predicate == "t:below", number > $r)
        then conclusions.conclude(drools, $p, "t:band", $band); end
        rule "t:high" when
          Statement($p : subject, predicate == "t:band", object == "t:High")
        then conclusions.conclude(drools, $p, "t:point", "t:Rate"); end
        rule "t:mind" when
          Statement($p : subject, predicate == "t:mind", object == "t:Altered")
        then conclusions.conclude(drools, $p, "t:point", "t:Mind"); end
        rule "t:score" when
          Statement($p : subject, predicate == "t:rate")
          accumulate(Statement(subject == $p, predicate == "t:point", $c : object); $n : count($c))
        then conclusions.conclude(drools, $p, "t:score", $n); end
        rule "t:home" when
          Statement($p : subject, predicate == "t:ill", object == "t:Flu")
          not Statement(subject == $p, predicate == "t:mind", object == "t:Altered")
        then conclusions.conclude(drools, $p, "t:place", "t:Home"); end
        """);
    return Reasoner.open(folder);
  }

  private static Node t(String name) {
    return NodeFactory.createURI(NS + name);
  }

  private static Percept percept(
      String perceptor, Node predicate, Node object, double probability) {
    return new Percept(
        perceptor + "/" + predicate.getLocalName(),
        Triple.create(t("c"), predicate, object),
        new Probability(probability),
        1,
        perceptor,
        new ModelIdentity("a model", "ab12".repeat(16)),
        perceptor,
        "cd34".repeat(16),
        new Region.Columns(List.of()),
        Optional.empty(),
        "");
  }

  private static List<Percept> percepts(Random random) {
    List<Percept> all =
        List.of(
            percept("note", t("cough"), t("Yes"), (1 + random.nextInt(10)) / 10.0),
            percept("vitals", t("temperature"), number(36 + random.nextInt(5)), 1),
            percept("vitals", t("rate"), number(10 + random.nextInt(25)), 1),
            percept("vitals", t("mind"), t(random.nextBoolean() ? "Clear" : "Altered"), 1),
            percept("vitals", t("smear"), t("Negative"), random.nextBoolean() ? 1 : 0.4));
    return all.stream().filter(percept -> random.nextInt(5) < 2).toList();
  }

  private static Node number(int value) {
    return NodeFactory.createLiteralByValue(value);
  }

  /** What a reply does: to the leading answer, to the first answer, and to which questions. */
  private record Effect(Optional<Long> leading, Optional<String> verdict, List<String> changed) {}

  private static Optional<Long> rounded(Optional<Probability> probability) {
    return probability.map(p -> Math.round(p.value() * 1e9));
  }

  private static String verdict(Outcome outcome) {
    return switch (outcome.result()) {
      case Outcome.Result.Chosen chosen ->
          chosen.answers().isEmpty()
              ? "none of the candidates"
              : String.join("; ", chosen.answers().stream().map(Answer::label).toList());
      case Outcome.Result.Abstained abstained -> "no answer";
    };
  }

  private static Effect effect(Decision before, Decision after, Optional<Triple> leading) {
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < before.outcomes().size(); i++) {
      if (!verdict(before.outcomes().get(i)).equals(verdict(after.outcomes().get(i)))) {
        changed.add(before.outcomes().get(i).question().id());
      }
    }
    return new Effect(
        rounded(leading.map(answer -> after.proofGraph().probability(answer).probability())),
        changed.contains("illness")
            ? Optional.of(verdict(after.outcomes().getFirst()))
            : Optional.empty(),
        changed);
  }

  @Test
  void repliesDoWhatDecisionsAboutThemDo() throws IOException {
    int replies = 0;
    Case given = new Case("c", "", NS + "c", Map.of(), Map.of(), "c.json");
    try (Reasoner reasoner = open()) {
      for (int seed = 0; seed < 12; seed++) {
        Decision before = reasoner.decide(given, Perception.of(percepts(new Random(seed))));
        Outcome first = before.outcomes().getFirst();
        Optional<Triple> leading = first.candidates().stream().findFirst().map(Answer::statement);
        Map<String, Set<Effect>> found = new LinkedHashMap<>();
        for (Inquiry inquiry : Explainer.whatToAsk(before, reasoner)) {
          if (inquiry.basis() == Inquiry.Basis.NONE) {
            Set<Effect> effects = new HashSet<>();
            inquiry
                .replies()
                .forEach(
                    r -> effects.add(new Effect(rounded(r.leading()), r.verdict(), r.changed())));
            replies += effects.size();
            found.put(inquiry.part(), effects);
          }
        }
        for (Reasoner.Askable askable : reasoner.askable()) {
          Set<Effect> effects = new HashSet<>();
          for (Triple said : replies(askable.supply(), before.proofGraph())) {
            List<Percept> percepts = new ArrayList<>(before.percepts());
            percepts.add(percept("vitals", said.getPredicate(), said.getObject(), 1));
            effects.add(effect(before, reasoner.decide(given, Perception.of(percepts)), leading));
          }
          boolean isRead =
              before.percepts().stream()
                  .anyMatch(
                      p ->
                          p.perceptor().equals("vitals")
                              && p.id().equals("vitals/" + askable.supply().part()));
          boolean isIdle =
              effects.size() < 2 && effects.stream().allMatch(e -> e.changed().isEmpty());
          assertThat(found.getOrDefault(askable.supply().part(), Set.of()))
              .as("%s with %s", askable.supply().part(), before.percepts())
              .isEqualTo(isRead || isIdle ? Set.of() : effects);
        }
      }
    }
    assertThat(replies).isGreaterThan(40);
  }

  private static List<Triple> replies(Supply supply, ProofGraph graph) {
    return switch (supply) {
      case Supply.Terms terms ->
          terms.statements().stream()
              .map(said -> Triple.create(t("c"), said.predicate(), said.object()))
              .toList();
      case Supply.Measure measure ->
          TrialNumbers.of(measure, graph.rules()).stream()
              .map(value -> Triple.create(t("c"), measure.predicate(), value))
              .toList();
    };
  }

  @Test
  void casesClosedOneAfterTheOtherHaveTheFactsOfCasesClosedAnew() throws IOException {
    Case given = new Case("c", "", NS + "c", Map.of(), Map.of(), "c.json");
    try (Reasoner reasoner = open();
        SimilarCases cases = reasoner.similar(given)) {
      for (int seed = 0; seed < 40; seed++) {
        List<Percept> percepts = percepts(new Random(seed));
        ProofGraph anew = reasoner.facts(given, percepts);
        ProofGraph similar = cases.facts(percepts);
        assertThat(similar.statements()).as("%s", percepts).isEqualTo(anew.statements());
        for (Triple statement : anew.derived()) {
          assertThat(similar.probability(statement)).isEqualTo(anew.probability(statement));
          assertThat(similar.derivations(statement)).isEqualTo(anew.derivations(statement));
        }
      }
    }
  }
}
