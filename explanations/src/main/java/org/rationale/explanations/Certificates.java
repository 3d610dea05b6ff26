package org.rationale.explanations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.ProofGraph;

/**
 * Certificates: all that a decision or a fact rests on, in one file that {@link
 * org.rationale.explanations.checker.CertificateChecker} can check without the engine. The format
 * is described in {@code docs/certificates.md}.
 */
public final class Certificates {

  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Certificates() {}

  /**
   * The certificate of all answers to all questions.
   *
   * @return its bytes; the same for the same decision
   * @throws InvalidInputException if facts or derivations are missing, or if they are too many
   */
  public static byte[] of(Decision decision) {
    return of(decision, decision.outcomes());
  }

  /** The same for some of a decision's outcomes. */
  public static byte[] of(Decision decision, List<Outcome> outcomes) {
    ProofGraph graph = decision.proofGraph();
    PackIdentity pack = decision.pack();
    Set<Triple> claimed = new LinkedHashSet<>();
    for (Outcome outcome : outcomes) {
      claimed.addAll(graph.statements(decision.subject(), predicate(outcome)));
    }
    List<Triple> wanted =
        outcomes.stream()
            .map(outcome -> Triple.create(decision.subject(), predicate(outcome), Node.ANY))
            .toList();
    CertificateAssembly assembly = new CertificateAssembly(graph, List.copyOf(claimed), wanted);
    List<Certificate.Outcome> described =
        outcomes.stream().map(outcome -> outcome(decision, outcome, assembly)).toList();
    return Canonical.bytes(
        Canonical.sealed(
            assembly.assemble(
                models ->
                    new Certificate.Identity(
                        pack.name(),
                        pack.version(),
                        pack.sha256(),
                        new TreeMap<>(pack.files()),
                        models,
                        decision.caseFile().id(),
                        sha256(decision.caseFile())),
                described)));
  }

  /**
   * The certificate of the probability of one fact.
   *
   * @param files hashes of the files that facts, rules and observations come from, by name
   * @throws InvalidInputException if the fact holds in no world, if facts or derivations are
   *     missing, or if they are too many
   */
  public static byte[] of(ProofGraph graph, Triple statement, Map<String, String> files) {
    if (graph.fact(statement).isEmpty()) {
      throw new InvalidInputException(
          "nothing-to-certify",
          Wording.ntriples(statement),
          "the fact holds in no world, so that there is no proof to certify.",
          "Ask why-not instead.");
    }
    CertificateAssembly assembly =
        new CertificateAssembly(graph, List.of(statement), List.of(statement));
    return Canonical.bytes(
        Canonical.sealed(
            assembly.assemble(
                models ->
                    new Certificate.Identity(
                        "", "", PackIdentity.sha256(files), new TreeMap<>(files), models, "", ""),
                List.of())));
  }

  private static Node predicate(Outcome outcome) {
    return NodeFactory.createURI(outcome.question().predicate());
  }

  private static Certificate.Outcome outcome(
      Decision decision, Outcome outcome, CertificateAssembly assembly) {
    String policy;
    double threshold = 0;
    switch (outcome.question().policy()) {
      case Policy.MostProbable most -> {
        policy = "most-probable";
        threshold = most.threshold().value();
      }
      case Policy.AllAbove all -> {
        policy = "all-above";
        threshold = all.threshold().value();
      }
      case Policy.ScoreValue score -> {
        policy = "score-value";
        threshold = score.threshold().value();
      }
    }
    List<Integer> chosen =
        switch (outcome.result()) {
          case Outcome.Result.Chosen result ->
              result.answers().stream().map(a -> assembly.claim(a.statement())).toList();
          case Outcome.Result.Abstained abstained -> List.of();
        };
    return new Certificate.Outcome(
        outcome.question().id(),
        assembly.term(decision.subject()),
        assembly.term(predicate(outcome)),
        policy,
        threshold,
        outcome.candidates().stream().map(a -> assembly.claim(a.statement())).toList(),
        chosen,
        outcome.result() instanceof Outcome.Result.Abstained);
  }

  /** Of the case's id, subject and inputs, as JSON without spaces and with sorted members. */
  public static String sha256(Case given) {
    return Sha256.of(
        json(Map.of("id", given.id(), "subject", given.subject(), "inputs", given.inputs())));
  }

  /** JSON on one line, with sorted members. */
  static String json(Object value) {
    try {
      return SORTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A case could not be written as JSON.", e);
    }
  }
}
