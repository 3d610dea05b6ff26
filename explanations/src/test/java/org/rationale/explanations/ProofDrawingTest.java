package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

class ProofDrawingTest {

  private static final Valuation HALF = new Valuation(new Probability(0.5), Guarantee.EXACT);

  private static Triple statement(String name) {
    return Triple.create(
        NodeFactory.createURI("http://e/" + name),
        NodeFactory.createURI("http://e/p"),
        NodeFactory.createURI("http://e/o"));
  }

  private static Proofs.Leaf leaf(String name, String text) {
    return new Proofs.Leaf(
        statement(name), text, new Origin.Asserted("data.ttl", Probability.ONE, Optional.empty()));
  }

  private static Proofs.Step step(
      String conclusion, String text, List<String> premises, List<Proofs.Absent> absences) {
    return new Proofs.Step(
        statement(conclusion),
        text,
        "http://e/rule-of-" + conclusion,
        Optional.empty(),
        Probability.ONE,
        premises.stream().map(ProofDrawingTest::statement).toList(),
        absences);
  }

  private static String draw(String root, Proofs.Proof proof) {
    StringBuilder out = new StringBuilder();
    ProofDrawing.draw(statement(root), proof).write(out);
    return out.toString();
  }

  private static List<String> found(String pattern, String in) {
    return Pattern.compile(pattern).matcher(in).results().map(MatchResult::group).toList();
  }

  /** a from b and c; b and c both from d. */
  private static Proofs.Proof diamond() {
    return new Proofs.Proof(
        HALF,
        List.of(leaf("d", "d holds")),
        List.of(
            step("b", "b holds", List.of("d"), List.of()),
            step("c", "c holds", List.of("d"), List.of()),
            step(
                "a",
                "a holds",
                List.of("b", "c"),
                List.of(new Proofs.Absent("x", "x", List.of())))));
  }

  @Test
  void aSharedStepIsDrawnOnce() {
    String svg = draw("a", diamond());
    assertThat(found("<g ", svg)).hasSize(5);
    assertThat(found("<polyline ", svg)).hasSize(5);
    assertThat(found(">d holds<", svg)).hasSize(1);
    assertThat(svg).contains("Nothing found: x", "rule-of-a", "data.ttl", "role=\"img\"");
  }

  @Test
  void theSameProofIsAlwaysDrawnTheSame() {
    assertThat(draw("a", diamond())).isEqualTo(draw("a", diamond()));
  }

  @Test
  void theConclusionStandsAtTheLeftOfWhatItFollowsFrom() {
    List<Integer> xs = new ArrayList<>();
    for (String name : List.of("a holds", "b holds", "d holds")) {
      String box =
          found(
                  "translate\\(\\d+ \\d+\\)\"><rect[^>]*></rect><text[^>]*>" + name,
                  draw("a", diamond()))
              .getFirst();
      xs.add(Integer.parseInt(box.replaceAll("translate\\((\\d+) .*", "$1")));
    }
    assertThat(xs).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void wordsFromOutsideAreTextAndFitTheirBox() {
    String hostile = "<script>alert(1)</script> \u202Egnp " + "endless".repeat(60);
    String svg =
        draw(
            "a",
            new Proofs.Proof(
                HALF,
                List.of(leaf("b", hostile)),
                List.of(step("a", "a 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", List.of("b"), List.of()))));
    assertThat(svg).doesNotContain("<script", "\u202E").contains("&lt;script&gt;", "…");
    assertThat(found("<text class=\"words\"", svg)).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void whatIsTooLargeToReadIsNotDrawnAndThatIsSaid() {
    List<Proofs.Leaf> leaves = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < ProofDrawing.MOST_BOXES; i++) {
      names.add("l" + i);
      leaves.add(leaf("l" + i, "leaf " + i));
    }
    assertThat(draw("a", new Proofs.Proof(HALF, leaves, List.of(step("a", "a", names, List.of())))))
        .contains("There is no drawing: with 81 parts")
        .doesNotContain("<svg");
  }
}
