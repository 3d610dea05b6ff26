package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Guarantee;
import org.rationale.rules.RuleSet;

class LimitsTest {

  private static final String ENDLESS =
      "RULE :grow { ?x :from <<( ?x :says ?y )>> } WHERE { ?x :from ?y }";

  private static final String CHAIN =
      IntStream.range(0, 60)
          .mapToObj(i -> ":n%d :next :n%d .".formatted(i, i + 1))
          .collect(Collectors.joining("\n"));

  private static final String CLOSURE =
      """
      RULE :base { ?x :reaches ?y } WHERE { ?x :next ?y }
      RULE :step { ?x :reaches ?z } WHERE { ?x :reaches ?y . ?y :reaches ?z }
      RULE :lonely { ?x a :Lonely } WHERE { ?x :next ?y . NOT { ?x :reaches :n60 } }
      """;

  private static Limits facts(long facts) {
    return limits(facts, Duration.ofDays(1), Long.MAX_VALUE, () -> false);
  }

  private static Limits limits(long facts, Duration time, long bytes, BooleanSupplier cancelled) {
    return new Limits(facts, Long.MAX_VALUE, time, bytes, cancelled);
  }

  private static ProofGraph run(String data, String rules, Limits limits) {
    return Inference.run(
        Programs.data(data), Programs.rules(rules), Optional.empty(), Map.of(), limits, 1);
  }

  private static Incompleteness incompleteness(ProofGraph graph) {
    return graph.incompleteness().orElseThrow();
  }

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  @Test
  void anEndlessRuleEndsAtTheLimitAndIsNamed() {
    ProofGraph graph = run(":a :from :b .", ENDLESS, facts(500));
    assertThat(incompleteness(graph).limit()).isEqualTo(Incompleteness.Limit.FACTS);
    assertThat(incompleteness(graph).message()).contains("500 facts", "grow", "rules.srl");
    assertThat(graph.statements()).hasSize(500);
  }

  @Test
  void growingTextsEndAtTheMemoryLimit() {
    String doubling =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "RULE :double%d { :a :text%d ?y } WHERE { :a :text%d ?x . SET(?y := CONCAT(?x, ?x)) }"
                        .formatted(i, i + 1, i))
            .collect(Collectors.joining("\n"));
    ProofGraph graph =
        run(
            ":a :text0 \"x\" .",
            doubling,
            limits(Long.MAX_VALUE, Duration.ofDays(1), 1 << 22, () -> false));
    assertThat(incompleteness(graph).limit()).isEqualTo(Incompleteness.Limit.MEMORY);
    assertThat(incompleteness(graph).message()).contains("4194304 bytes", "double");
  }

  @Test
  void noTimeIsEnoughForTheDataOnly() {
    ProofGraph graph =
        run(CHAIN, CLOSURE, limits(Long.MAX_VALUE, Duration.ZERO, Long.MAX_VALUE, () -> false));
    assertThat(incompleteness(graph).limit()).isEqualTo(Incompleteness.Limit.TIME);
    assertThat(graph.statements()).hasSizeGreaterThanOrEqualTo(60).hasSizeLessThan(1890);
  }

  @Test
  void cancellingStopsAndKeepsWhatWasFound() {
    AtomicInteger asked = new AtomicInteger();
    ProofGraph graph =
        run(
            CHAIN,
            CLOSURE,
            limits(
                Long.MAX_VALUE,
                Duration.ofDays(1),
                Long.MAX_VALUE,
                () -> asked.incrementAndGet() > 2));
    assertThat(incompleteness(graph).limit()).isEqualTo(Incompleteness.Limit.CANCELLED);
    assertThat(graph.statements()).hasSizeGreaterThan(60).hasSizeLessThan(1890);
  }

  @Test
  void anInterruptedThreadStops() {
    Thread.currentThread().interrupt();
    ProofGraph graph = run(CHAIN, CLOSURE, facts(Long.MAX_VALUE));
    assertThat(incompleteness(graph).limit()).isEqualTo(Incompleteness.Limit.CANCELLED);
  }

  @Test
  void nothingIsConcludedFromTheAbsenceOfWhatThereWasNoRoomFor() {
    ProofGraph whole = run(CHAIN, CLOSURE, Limits.NONE);
    assertThat(whole.incompleteness()).isEmpty();
    assertThat(whole.statements()).hasSize(60 + 1830).noneMatch(LimitsTest::isLonely);
    for (int limit = 60; limit < 1890; limit += 183) {
      ProofGraph cut = run(CHAIN, CLOSURE, facts(limit));
      assertThat(incompleteness(cut).limit()).isEqualTo(Incompleteness.Limit.FACTS);
      assertThat(cut.statements()).hasSize(limit).noneMatch(LimitsTest::isLonely);
      assertThat(whole.statements()).containsAll(cut.statements());
    }
  }

  private static boolean isLonely(Triple statement) {
    return statement.getObject().isURI() && statement.getObject().getURI().endsWith("Lonely");
  }

  @Test
  void aLimitThatFitsChangesNothing() {
    assertThat(run(CHAIN, CLOSURE, facts(1890)).incompleteness()).isEmpty();
  }

  @Test
  void probabilitiesOfWhatWasFoundAreLowerBounds() {
    String data = "<< :a :from :b >> rat:probability 0.4 .\n:c :from :d .";
    ProofGraph graph = run(data, ENDLESS, facts(40));
    assertThat(graph.probability(Programs.triple(":c :from :d")).guarantee())
        .isEqualTo(Guarantee.EXACT);
    assertThat(graph.probability(Programs.triple(":a :from :b")).guarantee())
        .isInstanceOfSatisfying(
            Guarantee.Bounded.class,
            bounds -> {
              assertThat(bounds.lower().value()).isEqualTo(0.4);
              assertThat(bounds.upper().value()).isEqualTo(1);
            });
    assertThat(graph.probability(Programs.triple(":nobody :from :b")).guarantee())
        .isInstanceOf(Guarantee.Bounded.class);
  }

  @Test
  void derivationsAreCountedWhereAllAreRecorded() {
    RuleSet rules = Programs.rules(CLOSURE);
    TermTable terms = new TermTable(null);
    ProofStore store = new ProofStore(new Program(rules, terms), terms, Recording.ALL);
    Limits limits =
        new Limits(Long.MAX_VALUE, 2000, Duration.ofDays(1), Long.MAX_VALUE, () -> false);
    Closure closure = new Closure(store, limits);
    Inference.base(Programs.data(CHAIN), rules)
        .forEach(sourced -> closure.addSource(sourced.statement(), sourced.origin()));
    closure.closeBase();
    assertThat(Objects.requireNonNull(store.incompleteness()).limit())
        .isEqualTo(Incompleteness.Limit.DERIVATIONS);
    assertThat(store.derivations()).isEqualTo(2000);
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatThrownBy(() -> facts(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("facts -1");
  }
}
