package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Doubt;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;

class DoubtWordingTest {

  private static Percept percept(double probability, Optional<Doubt> doubt) {
    return new Percept(
        "fna/malignant",
        Triple.create(
            NodeFactory.createURI("http://e/ann"),
            NodeFactory.createURI("http://e/nuclei"),
            NodeFactory.createURI("http://e/Malignant")),
        new Probability(probability),
        0.98,
        "fna",
        new ModelIdentity("model.onnx", "ab12".repeat(16)),
        "measurements",
        "cd34".repeat(16),
        new Region.Columns(List.of("radius")),
        Optional.empty(),
        "",
        doubt);
  }

  private static Optional<String> words(String... plausible) {
    return DoubtWording.of(
        percept(
            0.9,
            Optional.of(
                new Doubt(
                    Optional.of(new Doubt.Plausible(List.of(plausible), 3, 0.95, true)),
                    Optional.empty()))));
  }

  @Test
  void aSetIsToldByItsSize() {
    assertThat(words("malignant")).contains("{malignant} at 95%");
    assertThat(words("benign", "malignant")).contains("{benign, malignant} at 95%");
    assertThat(words("benign", "malignant", "other"))
        .contains("{benign, malignant, other}: cannot tell at 95%");
    assertThat(words()).contains("no class fits at 95%");
  }

  @Test
  void wideningIsToldWithBothProbabilitiesAndWithoutTheSetThatItVoids() {
    Doubt.Widening widening =
        new Doubt.Widening(
            "Mahalanobis distance", 12.34, 9.1, 0.25, new Probability(0.98), new Probability(0.4));
    Percept percept =
        percept(
            0.835,
            Optional.of(
                new Doubt(
                    Optional.of(new Doubt.Plausible(List.of("benign", "malignant"), 2, 0.9, true)),
                    Optional.of(widening))));

    assertThat(DoubtWording.of(percept))
        .contains(
            "outside of what the model knows (Mahalanobis distance 12.3, known up to 9.10); "
                + "25.0% of its probabilities are the classes' base rates, "
                + "so its 98.0% became 83.5%");
  }

  @Test
  void whatHasNoDoubtsHasNoWords() {
    assertThat(DoubtWording.of(percept(0.9, Optional.empty()))).isEmpty();
  }
}
