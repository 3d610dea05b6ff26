package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.rationale.perception.ReliabilityDiagram.Panel;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReliabilityDiagramTest {

  private static Panel panel(String name, LabelledScores scores, Calibration calibration) {
    double[][] p = LabelledExamplesOf.probabilities(scores, calibration);
    return new Panel(
        name,
        ReliabilityBins.of(p, scores.classes(), new int[] {1}, false),
        ClassifierQuality.of(p, scores.classes()));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void countsOfBothPanelsAreDrawnAndToldInWords() throws Exception {
    LabelledScores scores = LabelledExamplesOf.softmax(new Random(45), 300, 2, 0.4);
    String svg =
        new ReliabilityDiagram(
                "Is \"p < 1\" & so on kept?",
                List.of(
                    panel("before", scores, Calibration.NONE),
                    panel("after", scores, CalibrationMethod.PLATT.fit(scores))))
            .svg();

    Document document = parsed(svg);
    Element root = document.getDocumentElement();
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Is \"p < 1\" & so on kept?");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("before: of ", "after: of ", " came true");
    NodeList marks = document.getElementsByTagName("circle");
    int total = 0;
    for (int i = 0; i < marks.getLength(); i++) {
      total += Integer.parseInt(marks.item(i).getTextContent().replaceAll(".* of (\\d+),.*", "$1"));
    }
    assertThat(total).isEqualTo(600);
  }
}
