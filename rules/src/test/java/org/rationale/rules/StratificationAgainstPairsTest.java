package org.rationale.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.srl.SrlReader;

/** Layers and cycles are those that comparing every rule with every other finds. */
class StratificationAgainstPairsTest {

  @Test
  void randomRulesHaveTheLayersOfTheTwinOrAreRefusedAsItRefusesThem() {
    Random random = new Random(20261128);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      String text = text(random);
      List<Rule> rules = new SrlReader().readText("PREFIX : <http://e/>\n" + text, "t.srl").rules();
      Twin twin = new Twin(rules);
      Optional<List<List<Rule>>> layers;
      Set<String> codes = Set.of();
      try {
        layers = Optional.of(Stratification.of(rules).layers());
      } catch (InvalidInputException e) {
        layers = Optional.empty();
        codes = e.diagnostics().stream().map(Diagnostic::code).collect(Collectors.toSet());
        refused++;
      }

      assertThat(codes.contains("negation-in-cycle")).as(text).isEqualTo(twin.negatesInCycle());
      assertThat(codes.contains("new-terms-in-cycle")).as(text).isEqualTo(twin.growsInCycle());
      layers.ifPresent(found -> assertThat(found).as(text).isEqualTo(twin.layers()));
    }
    assertThat(refused).isBetween(100, 900);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      String head = template(random, "?x", "?y");
      String body = "?x :base ?y . " + template(random, "?x", "?y") + " ";
      if (random.nextInt(3) == 0) {
        body += "NOT %s{ %s } ".formatted(random.nextInt(6) == 0 ? "DATA " : "", any(random));
      }
      if (random.nextInt(12) == 0) {
        body += "SET(?n := 1) ";
        head += " . ?x :p ?n";
      }
      if (random.nextInt(12) == 0) {
        head += " . _:n :q ?x";
      }
      text.append("RULE { %s } WHERE %s{ %s}%n".formatted(head, data(random), body));
    }
    return text.toString();
  }

  private static String data(Random random) {
    return random.nextInt(8) == 0 ? "DATA " : "";
  }

  private static String any(Random random) {
    return template(random, "?x", "?z");
  }

  private static String template(Random random, String first, String second) {
    String subject = pick(random, first, first, second, ":s", ":t");
    String object = pick(random, first, second, ":A", ":B", "1", "01", "2", "'a'@en");
    String predicate = pick(random, ":p", ":q", "a", "a", ":r", first);
    return random.nextInt(5) == 0
        ? "%s :says <<( %s %s %s )>>".formatted(first, subject, predicate, object)
        : subject + " " + predicate + " " + object;
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Every pair of rules is compared, and reachability is closed by three loops. */
  private static final class Twin {

    private final List<Rule> rules;
    private final boolean[][] negative;
    private final boolean[][] edge;
    private final boolean[][] reaches;

    Twin(List<Rule> rules) {
      this.rules = rules;
      int size = rules.size();
      negative = new boolean[size][size];
      edge = new boolean[size][size];
      reaches = new boolean[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          negative[i][j] = depends(rules.get(i), rules.get(j), true);
          edge[i][j] = negative[i][j] || depends(rules.get(i), rules.get(j), false);
          reaches[i][j] = edge[i][j];
        }
      }
      for (int k = 0; k < size; k++) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            reaches[i][j] |= reaches[i][k] && reaches[k][j];
          }
        }
      }
    }

    private static boolean depends(Rule rule, Rule on, boolean byNegation) {
      List<Triple> patterns = new ArrayList<>();
      for (BodyElement element : rule.body()) {
        if (element instanceof BodyElement.Pattern pattern && !byNegation) {
          patterns.add(pattern.triple());
        } else if (element instanceof BodyElement.Negation not && byNegation && !not.dataOnly()) {
          not.body().stream()
              .filter(BodyElement.Pattern.class::isInstance)
              .forEach(inner -> patterns.add(((BodyElement.Pattern) inner).triple()));
        }
      }
      return !rule.dataOnly()
          && patterns.stream()
              .anyMatch(
                  pattern ->
                      on.head().stream().anyMatch(head -> Unification.unifies(head, pattern)));
    }

    boolean negatesInCycle() {
      for (int i = 0; i < rules.size(); i++) {
        for (int j = 0; j < rules.size(); j++) {
          if (negative[i][j] && (i == j || reaches[j][i])) {
            return true;
          }
        }
      }
      return false;
    }

    boolean growsInCycle() {
      for (int i = 0; i < rules.size(); i++) {
        String head = rules.get(i).head().toString();
        if (reaches[i][i] && (head.contains("?n") || head.contains("_:n"))) {
          return true;
        }
      }
      return false;
    }

    /** The longest way down by negations; layers that no rule is in do not occur. */
    List<List<Rule>> layers() {
      int[] layer = new int[rules.size()];
      for (int round = 0; round <= rules.size(); round++) {
        for (int i = 0; i < rules.size(); i++) {
          for (int j = 0; j < rules.size(); j++) {
            if (edge[i][j]) {
              layer[i] = Math.max(layer[i], layer[j] + (negative[i][j] ? 1 : 0));
            }
          }
        }
      }
      List<List<Rule>> layers = new ArrayList<>();
      for (int number : new TreeSet<>(Arrays.stream(layer).boxed().toList())) {
        List<Rule> inLayer = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
          if (layer[i] == number) {
            inLayer.add(rules.get(i));
          }
        }
        layers.add(inLayer);
      }
      return layers;
    }
  }
}
