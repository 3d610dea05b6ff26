package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A random program in the project's formats: facts, choices, probabilistic rules and choices of
 * rules, recursion, joins, filters, assignments and stratified negation.
 */
record RandomProgram(String data, String rules, List<String> factsOfInterest) {

  private static final String PREFIXES =
      "PREFIX : <http://example.org/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  static RandomProgram of(RandomGenerator random) {
    StringBuilder data = new StringBuilder(PREFIXES);
    List<String> facts = new ArrayList<>();
    int certain = 1 + random.nextInt(4);
    for (int i = 0; i < certain; i++) {
      data.append(fact(random)).append(" .\n");
    }
    int uncertain = 2 + random.nextInt(4);
    for (int i = 0; i < uncertain; i++) {
      String fact = fact(random);
      facts.add(fact);
      data.append("<< %s >> rat:probability %s .\n".formatted(fact, probability(random)));
    }
    if (random.nextBoolean()) {
      double left = 1;
      for (int i = 0; i < 2; i++) {
        double p = Math.round(left * random.nextDouble() * 100) / 100.0;
        left -= p;
        String fact = fact(random);
        facts.add(fact);
        data.append(
            String.format(
                Locale.ROOT, "<< %s >> rat:probability %.2f ; rat:choice :g .\n", fact, p));
      }
    }
    data.append(":e0 :n 3 . :e1 :n 5 .\n");
    StringBuilder rules = new StringBuilder(PREFIXES);
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      rule(random, i, rules);
    }
    return new RandomProgram(data.toString(), rules.toString(), facts);
  }

  private static void rule(RandomGenerator random, int number, StringBuilder rules) {
    int level = random.nextInt(3);
    String body = body(random, level);
    int kind = random.nextInt(6);
    if (kind == 0) {
      for (String alternative : List.of("a", "b")) {
        rules.append(
            "#: probability 0.%d\n#: choice :r%d\n".formatted(1 + random.nextInt(4), number));
        rules.append(
            "RULE :r%d%s { %s } WHERE { %s }\n"
                .formatted(number, alternative, head(random, level), body));
      }
      return;
    }
    if (kind <= 3) {
      rules.append("#: probability %s\n".formatted(probability(random)));
    }
    if (kind == 5 && level == 2) {
      rules.append(
          "RULE :r%d { ?x :m ?k } WHERE { ?x :n ?v . ?x a :c%d . FILTER(?v > 2) SET(?k := ?v + 1) }\n"
              .formatted(number, random.nextInt(2)));
      return;
    }
    String where = random.nextInt(6) == 0 ? "WHERE DATA" : "WHERE";
    rules.append(
        "RULE :r%d { %s } %s { %s }\n".formatted(number, head(random, level), where, body));
  }

  private static String head(RandomGenerator random, int level) {
    return random.nextBoolean()
        ? "?%s a :c%d".formatted(random.nextBoolean() ? "x" : "y", level)
        : "?x :p%d ?y".formatted(level);
  }

  private static String body(RandomGenerator random, int level) {
    StringBuilder body = new StringBuilder();
    if (random.nextBoolean()) {
      body.append("?x :p%d ?y".formatted(random.nextInt(level + 1)));
    } else {
      body.append(
          "?x :p%d ?z . ?z :p%d ?y"
              .formatted(random.nextInt(level + 1), random.nextInt(level + 1)));
    }
    if (random.nextInt(3) == 0) {
      body.append(" . ?x a :c%d".formatted(random.nextInt(level + 1)));
    }
    if (level > 0 && random.nextInt(2) == 0) {
      body.append(
          random.nextBoolean()
              ? " . NOT%s { ?y a :c%d }"
                  .formatted(random.nextInt(4) == 0 ? " DATA" : "", random.nextInt(level))
              : " . NOT { ?y :p%d ?w . ?w a :c%d }"
                  .formatted(random.nextInt(level), random.nextInt(level)));
    }
    return body.toString();
  }

  private static String fact(RandomGenerator random) {
    return random.nextInt(3) == 0
        ? ":e%d a :c%d".formatted(random.nextInt(3), random.nextInt(2))
        : ":e%d :p%d :e%d".formatted(random.nextInt(3), random.nextInt(2), random.nextInt(3));
  }

  private static String probability(RandomGenerator random) {
    return String.format(Locale.ROOT, "0.%02d", 1 + random.nextInt(98));
  }
}
