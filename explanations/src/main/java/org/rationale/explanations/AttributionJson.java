package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.perception.Attribution;

/** Which parts of an input a percept rests on, as JSON. */
final class AttributionJson {

  private AttributionJson() {}

  /**
   * Puts the member {@code attributions}.
   *
   * @param overlays where the drawing of a picture is to be found
   */
  static void put(
      ObjectNode report,
      List<Attribution> attributions,
      Function<Attribution.OfImage, String> overlays) {
    ArrayNode array = report.putArray("attributions");
    for (Attribution attribution : attributions) {
      ObjectNode node =
          array
              .addObject()
              .put("percept", attribution.percept())
              .put("input", attribution.input())
              .put("inputSha256", attribution.inputSha256())
              .put("method", attribution.method());
      switch (attribution) {
        case Attribution.OfImage image -> {
          node.put("kind", "image").set("region", JsonView.region(image.box()));
          node.put("share", image.share())
              .put("overlay", overlays.apply(image))
              .put("overlaySha256", Sha256.of(image.overlay()))
              .put("overlayWidth", image.width())
              .put("overlayHeight", image.height());
        }
        case Attribution.OfColumns columns -> {
          List<String> names = columns.columns().stream().map(Attribution.Part::name).toList();
          node.put("kind", "columns").set("region", JsonView.region(new Region.Columns(names)));
          parts(node, columns.columns());
        }
        case Attribution.OfSeries series -> {
          node.put("kind", "series").set("region", JsonView.region(series.window()));
          parts(node, series.stretches());
        }
      }
    }
  }

  private static void parts(ObjectNode node, List<Attribution.Part> parts) {
    ArrayNode array = node.putArray("parts");
    parts.forEach(part -> array.addObject().put("name", part.name()).put("weight", part.weight()));
  }
}
