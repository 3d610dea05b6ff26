package org.rationale.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.FactBase;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

/** Uncertain facts as read, parsed rules and observations. */
record UncertainProgram(FactBase facts, RuleSet rules, Map<Triple, Boolean> evidence) {

  private static final Path ORACLES = Path.of("..", "..", "..", "shared", "oracles", "probability");

  private static final String PREFIXES =
      "PREFIX : <http://example.org/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  /** Undirected edges that hold with 1/2; what the corner at the origin reaches. */
  static UncertainProgram grid(int n) {
    StringBuilder data = new StringBuilder(PREFIXES + ":n0-0 a :Start .\n");
    for (int x = 0; x < n; x++) {
      for (int y = 0; y < n; y++) {
        if (x + 1 < n) {
          data.append(edge(x, y, x + 1, y));
        }
        if (y + 1 < n) {
          data.append(edge(x, y, x, y + 1));
        }
      }
    }
    return of(
        data.toString(),
        PREFIXES
            + """
            RULE :start { ?x a :Reached } WHERE { ?x a :Start }
            RULE :forth { ?y a :Reached } WHERE { ?x a :Reached . ?x :edge ?y }
            RULE :back { ?y a :Reached } WHERE { ?x a :Reached . ?y :edge ?x }
            """,
        "");
  }

  private static String edge(int x, int y, int toX, int toY) {
    return "<< :n%d-%d :edge :n%d-%d >> rat:probability 0.5 .\n".formatted(x, y, toX, toY);
  }

  /**
   * A noisy-or network, and observations of all findings drawn from it: each finding has four
   * causes at random and a leak.
   */
  static UncertainProgram noisyOr(int conditions, int findings, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder data = new StringBuilder(PREFIXES);
    StringBuilder rules = new StringBuilder(PREFIXES);
    StringBuilder evidence = new StringBuilder(PREFIXES);
    boolean[] present = new boolean[conditions];
    for (int c = 0; c < conditions; c++) {
      double prior = 0.01 + 0.09 * random.nextDouble();
      present[c] = random.nextDouble() < prior;
      data.append(
          String.format(
              Locale.ROOT, "<< :ann :condition :c%d >> rat:probability %.3f .%n", c, prior));
    }
    for (int f = 0; f < findings; f++) {
      boolean found = random.nextDouble() < 0.01;
      data.append("<< :ann :leak :f%d >> rat:probability 0.01 .\n".formatted(f));
      rules.append(
          "RULE :leak%d { :ann :finding :f%d } WHERE { :ann :leak :f%d }\n".formatted(f, f, f));
      for (int k = 0; k < 4; k++) {
        int c = random.nextInt(conditions);
        double p = 0.2 + 0.7 * random.nextDouble();
        found |= present[c] && random.nextDouble() < p;
        rules.append(
            String.format(
                Locale.ROOT,
                "#: probability %.3f%nRULE :r%d-%d { :ann :finding :f%d } WHERE { :ann :condition :c%d }%n",
                p,
                f,
                k,
                f,
                c));
      }
      evidence.append("<< :ann :finding :f%d >> rat:observed %s .\n".formatted(f, found));
    }
    return of(data.toString(), rules.toString(), evidence.toString());
  }

  /** The programs whose probabilities are known, 160 of them. */
  static List<UncertainProgram> oracles() {
    List<UncertainProgram> programs = new ArrayList<>();
    for (String file : List.of("small.jsonl", "large.jsonl")) {
      try {
        for (String line : Files.readAllLines(ORACLES.resolve(file))) {
          programs.add(of(line));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return programs;
  }

  private static UncertainProgram of(String json) throws JsonProcessingException {
    JsonNode program = new ObjectMapper().readTree(json);
    return of(
        program.get("data").asText(),
        program.get("rules").asText(),
        program.path("evidence").asText(""));
  }

  private static UncertainProgram of(String data, String rules, String evidence) {
    return new UncertainProgram(
        FactBase.of(FactReader.readText(data, RdfFormat.TURTLE, "data.ttl")),
        new SrlReader().readText(rules, "rules.srl"),
        FactReader.readEvidenceText(evidence, RdfFormat.TURTLE, "evidence.ttl"));
  }

  /** A statement in Turtle, with the prefix of these programs. */
  static Triple statement(String turtle) {
    return FactReader.readText(PREFIXES + turtle + " .", RdfFormat.TURTLE, "statement")
        .certain()
        .getFirst()
        .statement();
  }
}
