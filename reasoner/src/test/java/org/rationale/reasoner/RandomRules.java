package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random program for tests of closing: more facts than worlds could be enumerated for, and each
 * kind of body and head.
 */
record RandomRules(String data, String rules) {

  private static final int LEVELS = 3;

  static RandomRules of(RandomGenerator random) {
    StringBuilder data = new StringBuilder();
    int entities = 3 + random.nextInt(3);
    int facts = 6 + random.nextInt(14);
    boolean certainOnly = random.nextInt(3) == 0;
    for (int i = 0; i < facts; i++) {
      String fact =
          switch (random.nextInt(4)) {
            case 0 -> ":e%d a :c%d".formatted(random.nextInt(entities), random.nextInt(LEVELS));
            case 1 -> ":e%d :n %d".formatted(random.nextInt(entities), random.nextInt(4));
            default ->
                ":e%d :p%d :e%d"
                    .formatted(
                        random.nextInt(entities), random.nextInt(2), random.nextInt(entities));
          };
      data.append(
          certainOnly || random.nextInt(3) > 0
              ? fact + " .\n"
              : "<< %s >> rat:probability 0.%d .\n".formatted(fact, 1 + random.nextInt(8)));
    }
    StringBuilder rules = new StringBuilder();
    int count = 2 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      if (!certainOnly && random.nextInt(4) == 0) {
        rules.append("#: probability 0.5\n");
      }
      int level = random.nextInt(LEVELS);
      rules.append(
          "RULE :r%d { %s } WHERE %s{ %s }\n"
              .formatted(
                  i,
                  head(random, level),
                  random.nextInt(12) == 0 ? "DATA " : "",
                  body(random, level)));
    }
    return new RandomRules(data.toString(), rules.toString());
  }

  private static String head(RandomGenerator random, int level) {
    return switch (random.nextInt(level == 0 ? 6 : 7)) {
      case 0, 1 -> "?x a :c" + level;
      case 2 -> "?y a :c" + level;
      case 3 -> "?x :p%d ?y . ?y :p%d ?x".formatted(level, level);
      case 6 -> "?x :made%d [ a :d%d ]".formatted(level, level);
      default -> "?x :p%d ?y".formatted(level);
    };
  }

  private static String body(RandomGenerator random, int level) {
    List<String> elements = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 ->
          elements.add(
              "?x :p%d ?z . ?z :p%d ?y"
                  .formatted(random.nextInt(level + 1), random.nextInt(level + 1)));
      case 1 ->
          elements.add(
              "?x a :c%d . ?x :p%d ?y"
                  .formatted(random.nextInt(level + 1), random.nextInt(level + 1)));
      default -> elements.add("?x :p%d ?y".formatted(random.nextInt(level + 1)));
    }
    if (random.nextInt(4) == 0) {
      elements.add("FILTER(?x != ?y)");
    }
    if (random.nextInt(6) == 0) {
      elements.add("?x :n ?v . FILTER(?v > 1)");
    }
    if (level > 0 && random.nextInt(2) == 0) {
      elements.add(
          switch (random.nextInt(4)) {
            case 0 -> "NOT { ?y a :c%d }".formatted(random.nextInt(level));
            case 1 -> "NOT DATA { ?y :p%d ?w }".formatted(random.nextInt(LEVELS));
            case 2 ->
                "NOT { ?y :p%d ?w . ?w a :c%d }"
                    .formatted(random.nextInt(level), random.nextInt(level));
            default -> "NOT { ?x :p%d ?y . FILTER(?x != :e0) }".formatted(random.nextInt(level));
          });
    }
    return String.join(" . ", elements);
  }
}
