package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.perception.Perception;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;
import org.rationale.perception.StandIn;

class StandInsTest {

  private static final StandIns STAND_INS =
      new StandIns(List.of(perceptor("note", new StandIn(iri("temp"), iri("noteTemp")))));

  private static Node iri(String name) {
    return NodeFactory.createURI("http://example.org/" + name);
  }

  private static Perceptor perceptor(String id, StandIn... standIns) {
    return new Perceptor() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public String input() {
        return id;
      }

      @Override
      public Perception perceive(PerceptorInput input) {
        throw new UnsupportedOperationException("Nothing is perceived here.");
      }

      @Override
      public List<StandIn> standIns() {
        return List.of(standIns);
      }

      @Override
      public void close() {}
    };
  }

  private static Percept percept(String perceptor, String predicate, int value, double p) {
    return new Percept(
        perceptor + "/" + predicate + value,
        Triple.create(
            iri("ann"), iri(predicate), NodeFactory.createLiteralString(String.valueOf(value))),
        new Probability(p),
        p,
        perceptor,
        new ModelIdentity("a test", "0".repeat(64)),
        perceptor,
        "0".repeat(64),
        new Region.TextSpan(0, 1, "x"),
        Optional.empty(),
        "");
  }

  private static List<String> settled(Percept... percepts) {
    return STAND_INS.settled(List.of(percepts)).stream()
        .map(
            percept ->
                percept.perceptor() + " " + percept.statement().getPredicate().getLocalName())
        .toList();
  }

  @Test
  void theNotesNumberCountsWhereNobodyElseHasOne() {
    assertThat(settled(percept("note", "noteTemp", 39, 0.97))).containsExactly("note temp");
    assertThat(settled(percept("note", "temp", 39, 0.97))).containsExactly("note temp");
  }

  @Test
  void theNotesNumberLiesBesideTheRecords() {
    assertThat(settled(percept("note", "temp", 39, 0.97), percept("vitals", "temp", 37, 1)))
        .containsExactly("note noteTemp", "vitals temp");
    assertThat(settled(percept("vitals", "temp", 39, 1), percept("note", "noteTemp", 39, 0.97)))
        .containsExactly("vitals temp", "note noteTemp");
  }

  @Test
  void aNumberThatIsThoughtAwayLeavesTheNotes() {
    assertThat(settled(percept("note", "noteTemp", 39, 0.97), percept("vitals", "temp", 37, 0)))
        .containsExactly("note temp", "vitals temp");
  }

  @Test
  void otherPredicatesAndOtherPerceptorsAreLeftAlone() {
    assertThat(settled(percept("note", "pulse", 80, 0.97), percept("vitals", "noteTemp", 37, 1)))
        .containsExactly("note pulse", "vitals noteTemp");
  }

  /** Settling again, after whatever change, is settling once. */
  @Test
  void whatWasSettledBeforeDoesNotMatter() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<Percept> raw = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        raw.add(
            percept(
                random.nextBoolean() ? "note" : "vitals",
                random.nextBoolean() ? "temp" : "pulse",
                random.nextInt(3),
                random.nextInt(3) / 2.0));
      }
      List<Percept> first = STAND_INS.settled(raw);
      assertThat(STAND_INS.settled(first)).isEqualTo(first);
      List<Percept> fewer = new ArrayList<>(first);
      List<Percept> fewerRaw = new ArrayList<>(raw);
      fewer.removeIf(percept -> percept.perceptor().equals("vitals"));
      fewerRaw.removeIf(percept -> percept.perceptor().equals("vitals"));
      assertThat(STAND_INS.settled(fewer)).isEqualTo(STAND_INS.settled(fewerRaw));
    }
  }
}
