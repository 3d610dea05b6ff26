package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;

/**
 * Programs whose answers are printed in books and tutorials, or follow from a line of arithmetic.
 */
class TextbookProbabilitiesTest {

  private static final Offset<Double> EXACTLY = within(1e-9);

  /** The alarm of the ProbLog tutorial, after Pearl, <i>Probabilistic Reasoning</i>, 1988. */
  private static final String ALARM_DATA =
      """
      << :house a :Burglary >> rat:probability 0.7 .
      << :house a :Earthquake >> rat:probability 0.2 .
      """;

  private static final String ALARM_RULES =
      """
      #: probability 0.9
      RULE :both { :house a :Alarm }
      WHERE { :house a :Burglary . :house a :Earthquake }
      #: probability 0.8
      RULE :burglary { :house a :Alarm }
      WHERE { :house a :Burglary . NOT { :house a :Earthquake } }
      #: probability 0.1
      RULE :earthquake { :house a :Alarm }
      WHERE { :house a :Earthquake . NOT { :house a :Burglary } }
      """;

  private static final String ALARM_RANG = "<< :house a :Alarm >> rat:observed true .";

  @Test
  void burglaryExplainsTheAlarm() {
    ProofGraph graph = Programs.run(ALARM_DATA, ALARM_RULES, ALARM_RANG);
    assertThat(Programs.probability(graph, ":house a :Burglary")).isCloseTo(0.574 / 0.58, EXACTLY);
    assertThat(Programs.probability(graph, ":house a :Earthquake"))
        .isCloseTo(0.132 / 0.58, EXACTLY);
  }

  @Test
  void theMostProbableWorldOfTheAlarmHasTheBurglaryAlone() {
    ProofGraph graph = Programs.run(ALARM_DATA, ALARM_RULES, ALARM_RANG);
    ProbableWorld world = graph.ask().mostProbableWorld().orElseThrow();
    assertThat(world.statements())
        .containsExactly(Programs.triple(":house a :Alarm"), Programs.triple(":house a :Burglary"));
  }

  /** The tutorial of ProbLog, <i>some heads</i>. */
  @Test
  void oneOfTwoCoinsShowsHeads() {
    ProofGraph graph =
        Programs.run(
            "<< :c1 a :Heads >> rat:probability 0.5 . << :c2 a :Heads >> rat:probability 0.6 .",
            "RULE :some { :we a :Lucky } WHERE { ?c a :Heads }");
    assertThat(Programs.probability(graph, ":we a :Lucky")).isCloseTo(0.8, EXACTLY);
    assertThat(graph.ask().proofs(Programs.triple(":we a :Lucky"), 10))
        .isEqualTo(new ProofCount(2, true));
    assertThat(graph.ask().valuation(Programs.triple(":we a :Lucky"), new Reading.TopK(1)))
        .satisfies(
            valuation -> {
              assertThat(valuation.probability().value()).isCloseTo(0.6, EXACTLY);
              assertThat(valuation.guarantee())
                  .isEqualTo(new Guarantee.Bounded(valuation.probability(), Probability.ONE));
            });
    assertThat(graph.ask().likeliestProofs(Programs.triple(":we a :Lucky"), 5).orElseThrow())
        .hasSize(2);
  }

  /** Selvin, <i>A problem in probability</i>, The American Statistician, 1975. */
  @Test
  void switchingDoorsDoublesTheChance() {
    ProofGraph graph =
        Programs.run(
            """
            << :prize :at :d1 >> rat:probability 0.3333333333333333 ; rat:choice :c .
            << :prize :at :d2 >> rat:probability 0.3333333333333333 ; rat:choice :c .
            << :prize :at :d3 >> rat:probability 0.3333333333333333 ; rat:choice :c .
            """,
            """
            #: probability 0.5
            #: choice :host
            RULE :opens2 { :host :opens :d2 } WHERE { :prize :at :d1 }
            #: probability 0.5
            #: choice :host
            RULE :opens3 { :host :opens :d3 } WHERE { :prize :at :d1 }
            RULE :must3 { :host :opens :d3 } WHERE { :prize :at :d2 }
            RULE :must2 { :host :opens :d2 } WHERE { :prize :at :d3 }
            """,
            "<< :host :opens :d3 >> rat:observed true .");
    assertThat(Programs.probability(graph, ":prize :at :d2")).isCloseTo(2.0 / 3, EXACTLY);
    assertThat(Programs.probability(graph, ":prize :at :d1")).isCloseTo(1.0 / 3, EXACTLY);
  }

  /** Pr(flu, cough, no fever) = 0.1·0.1·(0.2·0.9 + 0.8·0.8); without flu 0.9·0.2·0.5. */
  @Test
  void causesThatAreSharedByFindingsCompete() {
    ProofGraph graph =
        Programs.run(
            "<< :p :has :Flu >> rat:probability 0.1 . << :p :has :Cold >> rat:probability 0.2 .",
            """
            #: probability 0.8
            RULE :r1 { :p :shows :Cough } WHERE { :p :has :Flu }
            #: probability 0.5
            RULE :r2 { :p :shows :Cough } WHERE { :p :has :Cold }
            #: probability 0.9
            RULE :r3 { :p :shows :Fever } WHERE { :p :has :Flu }
            """,
            """
            << :p :shows :Cough >> rat:observed true .
            << :p :shows :Fever >> rat:observed false .
            """);
    assertThat(Programs.probability(graph, ":p :has :Flu")).isCloseTo(0.0082 / 0.0982, EXACTLY);
  }

  /** The sprinkler of Murphy, <i>A brief introduction to graphical models</i>, 1998. */
  @Test
  void aBayesianNetworkGivenAsRules() {
    ProofGraph graph =
        Programs.run(
            "<< :sky a :Cloudy >> rat:probability 0.5 . :day a :Day .",
            """
            #: probability 0.1
            RULE :s1 { :lawn a :Sprinkled } WHERE { :sky a :Cloudy }
            #: probability 0.5
            RULE :s2 { :lawn a :Sprinkled } WHERE { :day a :Day . NOT { :sky a :Cloudy } }
            #: probability 0.8
            RULE :r1 { :lawn a :RainedOn } WHERE { :sky a :Cloudy }
            #: probability 0.2
            RULE :r2 { :lawn a :RainedOn } WHERE { :day a :Day . NOT { :sky a :Cloudy } }
            #: probability 0.99
            RULE :w1 { :lawn a :Wet } WHERE { :lawn a :Sprinkled . :lawn a :RainedOn }
            #: probability 0.9
            RULE :w2 { :lawn a :Wet } WHERE { :lawn a :Sprinkled . NOT { :lawn a :RainedOn } }
            #: probability 0.9
            RULE :w3 { :lawn a :Wet } WHERE { :lawn a :RainedOn . NOT { :lawn a :Sprinkled } }
            """,
            "<< :lawn a :Wet >> rat:observed true .");
    assertThat(Programs.probability(graph, ":lawn a :Sprinkled"))
        .isCloseTo(0.2781 / 0.6471, EXACTLY);
    assertThat(Programs.probability(graph, ":lawn a :RainedOn"))
        .isCloseTo(0.4581 / 0.6471, EXACTLY);
  }

  /** The bridge: 2p² + 2p³ − 5p⁴ + 2p⁵ (Moore and Shannon 1956), which is 1/2 at 1/2. */
  @Test
  void aNetworkWithCyclesIsAsReliableAsTheBridge() {
    ProofGraph graph =
        Programs.run(
            """
            :s a :Reached .
            << :s :edge :a >> rat:probability 0.5 . << :s :edge :b >> rat:probability 0.5 .
            << :a :edge :b >> rat:probability 0.5 .
            << :a :edge :t >> rat:probability 0.5 . << :b :edge :t >> rat:probability 0.5 .
            """,
            """
            RULE :forth { ?y a :Reached } WHERE { ?x a :Reached . ?x :edge ?y }
            RULE :back { ?y a :Reached } WHERE { ?x a :Reached . ?y :edge ?x }
            """);
    assertThat(Programs.probability(graph, ":t a :Reached")).isCloseTo(0.5, EXACTLY);
    assertThat(graph.ask().proofs(Programs.triple(":t a :Reached"), 100).count()).isEqualTo(4);
    // By symmetry the four outer edges matter alike; the bridge itself matters less.
    List<Sensitivity> strongest =
        graph.ask().sensitivities(Programs.triple(":t a :Reached")).orElseThrow();
    assertThat(strongest).hasSize(5);
    assertThat(strongest.getFirst().derivative()).isCloseTo(0.375, EXACTLY);
    assertThat(strongest.getLast().derivative()).isCloseTo(0.125, EXACTLY);
  }

  /** The tutorial of ProbLog, <i>social networks</i>. */
  @Test
  void friendsMakeFriendsSmoke() {
    ProofGraph graph =
        Programs.run(
            """
            :angelika a :Person . :joris a :Person . :jonas a :Person . :dimitar a :Person .
            :joris :friend :jonas , :angelika , :dimitar . :angelika :friend :jonas .
            """,
            """
            #: probability 0.3
            RULE :stress { ?x a :Smoker } WHERE { ?x a :Person }
            #: probability 0.2
            RULE :influence { ?x a :Smoker } WHERE { ?x :friend ?y . ?y a :Smoker }
            #: probability 0.4
            RULE :asthma { ?x a :Asthmatic } WHERE { ?x a :Smoker }
            """);
    assertThat(Programs.probability(graph, ":angelika a :Smoker")).isCloseTo(0.342, EXACTLY);
    assertThat(Programs.probability(graph, ":joris a :Smoker")).isCloseTo(0.42301296, EXACTLY);
    assertThat(Programs.probability(graph, ":joris a :Asthmatic")).isCloseTo(0.169205184, EXACTLY);
  }

  @Test
  void casesOfOneShapeCompileOnce() {
    String rules = "RULE :r { ?x a :Odd } WHERE { ?x :one ?y . ?x :two ?z . ?x :three ?w }";
    long before = -1;
    int kept = 0;
    for (int i = 1; i < 9; i++) {
      ProofGraph graph =
          Programs.run(
              "<< :x%d :one :a >> rat:probability 0.%d . << :x%d :two :b >> rat:probability 0.7 . << :x%d :three :c >> rat:probability 0.9 ."
                  .formatted(i, i, i, i),
              rules);
      assertThat(Programs.probability(graph, ":x%d a :Odd".formatted(i)))
          .isCloseTo(i / 10.0 * 0.63, EXACTLY);
      if (i == 1) {
        before = CircuitCache.SHARED.hits();
        kept = CircuitCache.SHARED.size();
      }
    }
    assertThat(CircuitCache.SHARED.hits() - before).isGreaterThanOrEqualTo(7);
    assertThat(CircuitCache.SHARED.size()).isLessThanOrEqualTo(kept + 1);
  }

  @Test
  void aReadingThatAsksForNothingIsRefused() {
    assertThatThrownBy(() -> Reading.within(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Reading.TopK(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
