package org.rationale.explanations;

import static org.rationale.explanations.SmallProofGraph.derivation;
import static org.rationale.explanations.SmallProofGraph.n;
import static org.rationale.explanations.SmallProofGraph.percept;
import static org.rationale.explanations.SmallProofGraph.t;
import static org.rationale.explanations.SmallProofGraph.unless;
import static org.rationale.explanations.SmallProofGraph.with;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.Question;

/** A small decision with everything in it that a report must show. */
final class SampleDecision {

  static final String NOTE =
      """
      71-year-old woman, four days of cough with rusty sputum and fever up to 39.4.
      Sharp pain on the right side when breathing in. Crackles over the right lower zone.
      Denies leg swelling. Chest pain settled since this morning; no chest pain on walking.""";

  private final SmallProofGraph graph = new SmallProofGraph();
  private final List<Percept> percepts = new ArrayList<>();
  private final String note;

  private SampleDecision(String note) {
    this.note = note;
  }

  static Decision decision() {
    return new SampleDecision(NOTE).build("An older woman with cough and fever", "Pneumonia");
  }

  /** The same with hostile text wherever text comes from outside. */
  static Decision hostile(String text) {
    return new SampleDecision(NOTE + text).build(text, text);
  }

  private Triple read(String predicate, String finding, double probability, String quote) {
    int start = note.indexOf(quote);
    Percept percept =
        percept(
            "note/" + (percepts.size() + 1),
            t("ann", predicate, finding),
            probability,
            0.5 + probability / 3,
            new Region.TextSpan(start, start + quote.length(), quote),
            "nearest phrase: “" + finding + "”");
    percepts.add(percept);
    return graph.perceive(percept);
  }

  private Decision build(String title, String pneumonia) {
    graph.label("ann", "the patient");
    graph.label("hasFinding", "has");
    graph.label("lacksFinding", "does not have");
    graph.label("hasCondition", "has the condition");
    graph.label("pneumonia", pneumonia);
    graph.label("embolism", "Pulmonary embolism");
    graph.label("heartFailure", "Acute heart failure");
    graph.label("crackles", "crackles");
    graph.label("pain", "pleuritic chest pain");
    graph.label("legSwelling", "swelling of one leg");
    Triple fever = read("hasFinding", "fever", 0.96, "fever up to 39.4");
    Triple cough = read("hasFinding", "cough", 0.99, "cough with rusty sputum");
    Triple crackles = read("hasFinding", "crackles", 0.91, "Crackles over the right lower zone");
    Triple pain = read("hasFinding", "pain", 0.83, "Sharp pain on the right side");
    read("lacksFinding", "legSwelling", 0.94, "Denies leg swelling");
    read("hasFinding", "chestPain", 0.62, "Chest pain settled");
    read("lacksFinding", "chestPain", 0.88, "no chest pain on walking");
    Percept urea =
        percept(
            "vitals/1",
            Triple.create(
                n("ann"), n("urea"), NodeFactory.createLiteralDT("9.10", XSDDatatype.XSDdecimal)),
            1,
            9.1,
            new Region.Columns(List.of("urea")),
            "given");
    percepts.add(urea);
    graph.perceive(urea);
    Triple infection =
        graph.derive(
            with(
                derivation("infection", t("ann", "hasFinding", "infection"), fever, cough),
                "{?about} has signs of an infection of the airways: fever and cough",
                "NICE guideline NG250 (2025), section 1.1"));
    Triple sounds = graph.assertFact(t("crackles", "isSignOf", "pneumonia"), 1);
    Triple isPneumonia =
        graph.derive(
            unless(
                with(
                    with(
                        derivation(
                            "pneumonia",
                            t("ann", "hasCondition", "pneumonia"),
                            infection,
                            crackles,
                            sounds),
                        0.9),
                    "{?about} probably has pneumonia: an infection with crackles on one side",
                    "BTS guideline 2009, section 4"),
                "ex:ann ex:hasFinding ex:pain",
                List.of(List.of(pain, t("ann", "hasFinding", "clot")))));
    graph.derive(
        with(
            with(derivation("weak", t("ann", "hasCondition", "pneumonia"), infection, pain), 0.35),
            "{?about} may have pneumonia: an infection with pleuritic pain",
            "Expert opinion"));
    graph.assertFact(t("ann", "hasFinding", "clot"), 0.05);
    Triple embolism =
        graph.derive(
            with(
                with(derivation("embolism", t("ann", "hasCondition", "embolism"), pain), 0.12),
                "{?about} may have a pulmonary embolism: pleuritic pain",
                "ESC guideline 2019, table 4"));
    Triple failure =
        graph.derive(
            with(derivation("failure", t("ann", "hasCondition", "heartFailure"), crackles), 0.04));
    Triple score = t("ann", "curb65", "2");
    graph.derive(
        with(
            derivation("curb65", score, urea.statement()),
            "{?about} has a CURB-65 score of {?what}: urea above 7 mmol/L and age above 65",
            "BTS guideline 2009, table 2"));
    Answer answer = answer("pneumonia", isPneumonia);
    Answer points = answer("2", score);
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("note", note);
    Map<String, Object> vitals = new LinkedHashMap<>();
    vitals.put("urea", Map.of("value", 9.1, "unit", "mmol/L"));
    vitals.put("age", 71);
    inputs.put("vitals", vitals);
    return new Decision(
        new Case("sample-001", title, SmallProofGraph.NS + "ann", inputs, Map.of(), "sample.json"),
        n("ann"),
        new PackIdentity(
            "sample",
            "Adult with cough, fever or breathlessness",
            "0.1.0",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Map.of(),
            Map.of(),
            "To show what a report looks like.",
            List.of("It must not be used for the care of patients.", "Adults only.")),
        List.of(
            new Outcome(
                new Question(
                    "diagnosis",
                    "What is the most likely cause?",
                    SmallProofGraph.NS + "hasCondition",
                    new Policy.MostProbable(new Probability(0.5)),
                    List.of("note"),
                    "Whether the picture as a whole fits; a chest X-ray was not seen."),
                List.of(answer, answer("embolism", embolism), answer("heartFailure", failure)),
                new Outcome.Result.Chosen(List.of(answer))),
            new Outcome(
                new Question(
                    "severity",
                    "How severe is it by CURB-65?",
                    SmallProofGraph.NS + "curb65",
                    new Policy.ScoreValue(Probability.ZERO),
                    List.of("vitals"),
                    ""),
                List.of(points),
                new Outcome.Result.Chosen(List.of(points))),
            new Outcome(
                new Question(
                    "antibiotic",
                    "Which antibiotic?",
                    SmallProofGraph.NS + "treatment",
                    new Policy.MostProbable(new Probability(0.5)),
                    List.of("allergies"),
                    ""),
                List.of(),
                new Outcome.Result.Abstained(
                    "No candidate is known without the allergies.", List.of("allergies")))),
        percepts,
        List.of(),
        List.of("vitals: the respiratory rate is not given"),
        graph);
  }

  private Answer answer(String name, Triple statement) {
    return new Answer(n(name), graph.label(n(name)), statement, graph.probability(statement));
  }
}
