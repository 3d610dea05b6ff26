package org.rationale.reasoner;

import java.util.List;
import org.apache.jena.graph.Node;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Sha256;
import org.rationale.kg.Withheld;

/**
 * What was decided about one case, and all that it rests on. Immutable.
 *
 * @param caseFile the case as it was given
 * @param subject what the case is about
 * @param pack which knowledge and rules were used
 * @param outcomes one for each of the pack's questions, in their order
 * @param percepts everything that was read from the inputs, in the order of inputs and positions
 * @param withheld what was looked at and nothing claimed about, in the order of inputs
 * @param violations of the shapes for percepts: for people, one line each; empty if all conform
 * @param proofGraph every fact and derivation
 */
public record Decision(
    Case caseFile,
    Node subject,
    PackIdentity pack,
    List<Outcome> outcomes,
    List<Percept> percepts,
    List<Withheld> withheld,
    List<String> violations,
    ProofGraph proofGraph) {
  public Decision {
    outcomes = List.copyOf(outcomes);
    percepts = List.copyOf(percepts);
    withheld = List.copyOf(withheld);
    violations = List.copyOf(violations);
  }

  /**
   * The SHA-256, in hexadecimal, of all that decides what this decision says: the pack, the
   * subject, every input and what read it, with the model, its operators, its runtime, the device
   * and the version of how the input was made ready. Another one may decide otherwise; the same
   * one, under the same version of this library, does not.
   */
  public String identity() {
    StringBuilder all = new StringBuilder();
    line(all, pack.sha256(), subject.toString());
    for (Percept percept : percepts) {
      line(all, percept.perceptor(), percept.input(), percept.inputSha256());
      line(all, percept.model());
    }
    for (Withheld input : withheld) {
      line(all, input.perceptor(), input.input(), input.inputSha256());
      line(all, input.model());
    }
    return Sha256.of(all.toString());
  }

  private static void line(StringBuilder all, ModelIdentity model) {
    line(all, model.name(), model.sha256());
    model
        .execution()
        .ifPresent(by -> line(all, by.operators(), by.runtime(), by.provider(), by.preparation()));
  }

  /** Each part with its length, so that no two lists of parts give one text. */
  private static void line(StringBuilder all, String... parts) {
    for (String part : parts) {
      all.append(part.length()).append(':').append(part);
    }
    all.append('\n');
  }
}
