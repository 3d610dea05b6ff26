package org.rationale.reasoner.bench;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.srl.SrlReader;

/** The programs that benchmarks run, as texts. */
record BenchPrograms(String data, String rules, String evidence) {

  private static final String PREFIXES =
      "PREFIX : <http://example.org/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  /** Undirected edges that hold with 1/2; what the corner at the origin reaches. */
  static BenchPrograms grid(int n) {
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
    return new BenchPrograms(
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
  static BenchPrograms noisyOr(int conditions, int findings, long seed) {
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
    return new BenchPrograms(data.toString(), rules.toString(), evidence.toString());
  }

  Map<Triple, Boolean> observed() {
    return FactReader.readEvidenceText(evidence, RdfFormat.TURTLE, "evidence.ttl");
  }

  ProofGraph run() {
    return Inference.run(
        FactReader.readText(data, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(rules, "rules.srl"),
        Optional.empty(),
        observed());
  }

  static Triple statement(String turtle) {
    return FactReader.readText(PREFIXES + turtle + " .", RdfFormat.TURTLE, "statement")
        .certain()
        .getFirst()
        .statement();
  }
}
