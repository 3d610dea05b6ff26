package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rationale.rules.RuleSet;

/** The two cases that rule engines are known to get wrong, and their kin. */
class DeletionTest {

  private static List<Background.Sourced> base(String data, RuleSet rules) {
    return Inference.base(Programs.data(data), rules);
  }

  private static boolean holds(ProofStore store, String turtle) {
    return store.facts().find(Programs.triple(turtle)) != FactTable.NONE;
  }

  private static void remove(ProofStore store, List<Background.Sourced> removed) {
    change(store, List.of(), removed);
  }

  private static void change(
      ProofStore store, List<Background.Sourced> added, List<Background.Sourced> removed) {
    new Closure(store, Limits.NONE).apply(new Closure.Change(added, removed, Map.of(), List.of()));
  }

  @Test
  void aFactWithTwoSupportsOutlivesOneOfThem() {
    RuleSet rules =
        Programs.rules(
            """
            RULE :one { ?x a :Ill } WHERE { ?x a :Febrile }
            RULE :two { ?x a :Ill } WHERE { ?x a :Coughing }
            RULE :then { ?x a :Patient } WHERE { ?x a :Ill }
            """);
    String both = ":ann a :Febrile . :ann a :Coughing .";
    for (String gone : List.of(":ann a :Febrile .", ":ann a :Coughing .")) {
      for (boolean inBackground : List.of(true, false)) {
        ProofStore store =
            new Background(rules, inBackground ? base(both, rules) : List.of())
                .overlay(inBackground ? List.of() : base(both, rules), Map.of());
        remove(store, base(gone, rules));
        assertThat(holds(store, ":ann a :Ill")).isTrue();
        assertThat(holds(store, ":ann a :Patient")).isTrue();
        assertThat(store.matches(store.facts().find(Programs.triple(":ann a :Ill")))).hasSize(1);
      }
    }
  }

  @Test
  void factsThatOnlySupportEachOtherGoWithTheirBase() {
    RuleSet rules =
        Programs.rules(
            """
            RULE :forth { ?x a :Married } WHERE { ?x a :Spouse }
            RULE :back { ?x a :Spouse } WHERE { ?x a :Married }
            RULE :base { ?x a :Spouse } WHERE { ?x :weds ?y }
            """);
    List<Background.Sourced> wedding = base(":ann :weds :bob .", rules);
    for (boolean inBackground : List.of(true, false)) {
      ProofStore store =
          new Background(rules, inBackground ? wedding : List.of())
              .overlay(inBackground ? List.of() : wedding, Map.of());
      assertThat(holds(store, ":ann a :Married")).isTrue();
      remove(store, wedding);
      assertThat(holds(store, ":ann a :Married")).isFalse();
      assertThat(holds(store, ":ann a :Spouse")).isFalse();
      change(store, wedding, List.of());
      assertThat(holds(store, ":ann a :Married")).isTrue();
    }
  }

  @Test
  void whatWasAbsentComesBackWhenWhatBlockedItGoes() {
    RuleSet rules =
        Programs.rules(
            """
            RULE :ill { ?x a :Ill } WHERE { ?x a :Febrile }
            RULE :well { ?x a :Well } WHERE { ?x a :Person . NOT { ?x a :Ill } }
            """);
    ProofStore store =
        new Background(rules, base(":ann a :Person .", rules)).overlay(List.of(), Map.of());
    assertThat(holds(store, ":ann a :Well")).isTrue();
    change(store, base(":ann a :Febrile .", rules), List.of());
    assertThat(holds(store, ":ann a :Well")).isFalse();
    remove(store, base(":ann a :Febrile .", rules));
    assertThat(holds(store, ":ann a :Well")).isTrue();
  }

  @Test
  void aFactThatSourcesStateOutlivesTheRuleThatConcludedIt() {
    RuleSet rules = Programs.rules("RULE :one { ?x a :Ill } WHERE { ?x a :Febrile }");
    ProofStore store =
        new Background(rules, base(":ann a :Febrile . :ann a :Ill .", rules))
            .overlay(List.of(), Map.of());
    remove(store, base(":ann a :Febrile .", rules));
    assertThat(holds(store, ":ann a :Ill")).isTrue();
    remove(store, base(":ann a :Ill .", rules));
    assertThat(holds(store, ":ann a :Ill")).isFalse();
  }

  @Test
  void theBackgroundKeepsWhatAnOverlayTakesAway() {
    RuleSet rules = Programs.rules("RULE :one { ?x a :Ill } WHERE { ?x a :Febrile }");
    Background background = new Background(rules, base(":ann a :Febrile .", rules));
    ProofStore first = background.overlay(List.of(), Map.of());
    ProofStore second = background.overlay(List.of(), Map.of());
    remove(first, base(":ann a :Febrile .", rules));
    assertThat(holds(first, ":ann a :Ill")).isFalse();
    assertThat(holds(second, ":ann a :Ill")).isTrue();
    assertThat(holds(background.store(), ":ann a :Ill")).isTrue();
  }
}
