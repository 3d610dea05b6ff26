package org.rationale.explanations;

import com.openhtmltopdf.extend.FSSupplier;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.Objects;
import java.util.Optional;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/** A page as a PDF: tagged, with its typefaces in it, and made without loading anything. */
final class PrintedPage {

  /** DejaVu: Latin, Greek, Cyrillic, arrows, mathematics; no East Asian scripts. */
  private static final String FONTS = "/net/sf/jasperreports/fonts/dejavu/DejaVu";

  /** Many tags are alike: the more stand together, the smaller the file. */
  private static final int OBJECTS_PER_STREAM = 5000;

  private PrintedPage() {}

  /**
   * The PDF.
   *
   * @param sha256 of the page; the PDF's own identifier is made from it
   * @param time when the report was made; the PDF's dates
   */
  static byte[] pdf(HtmlPage page, String sha256, Optional<Instant> time) {
    // The library logs each property of the page's sheet that it does not know.
    XRLog.setLoggingEnabled(false);
    try (TrueTypeFont sans = new TTFParser().parse(new RandomAccessReadBuffer(font("Sans")));
        TrueTypeFont bold = new TTFParser().parse(new RandomAccessReadBuffer(font("Sans-Bold")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      CmapLookup inSans = sans.getUnicodeCmapLookup();
      CmapLookup inBold = bold.getUnicodeCmapLookup();
      PdfRendererBuilder builder = new PdfRendererBuilder();
      builder
          .withW3cDocument(
              PrintTree.of(
                  page,
                  PrintSheet.packaged(),
                  c -> inSans.getGlyphId(c) != 0 && inBold.getGlyphId(c) != 0),
              null)
          .useFont(supplier("Sans"), "Report Sans", 400, FontStyle.NORMAL, true)
          .useFont(supplier("Sans-Bold"), "Report Sans", 700, FontStyle.NORMAL, true)
          .useFont(supplier("SansMono"), "Report Mono", 400, FontStyle.NORMAL, true)
          .useExternalResourceAccessControl(
              (uri, type) -> uri.startsWith("data:"),
              ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
          .useExternalResourceAccessControl(
              (uri, type) -> uri.startsWith("data:"),
              ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
          .useUnicodeBidiSplitter(RightToLeft.Stretches::new)
          .useUnicodeBidiReorderer(new RightToLeft())
          .defaultTextDirection(TextDirection.LTR)
          .usePdfUaAccessibility(true)
          .withProducer("Rationale " + DecisionReport.VERSION);
      try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
        renderer.createPDFWithoutClosing();
        PDDocument document = renderer.getPdfDocument();
        PDDocumentInformation about = document.getDocumentInformation();
        time.map(instant -> GregorianCalendar.from(instant.atZone(ZoneOffset.UTC)))
            .ifPresent(
                made -> {
                  about.setCreationDate(made);
                  about.setModificationDate(made);
                });
        document.setDocumentId(Long.parseUnsignedLong(sha256.substring(0, 16), 16));
        document.save(bytes, new CompressParameters(OBJECTS_PER_STREAM));
      }
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static FSSupplier<InputStream> supplier(String name) {
    return () -> {
      try {
        return new ByteArrayInputStream(font(name));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    };
  }

  private static byte[] font(String name) throws IOException {
    String path = FONTS + name + ".ttf";
    try (InputStream in =
        Objects.requireNonNull(
            PrintedPage.class.getResourceAsStream(path), path + " is not on the class path")) {
      return in.readAllBytes();
    }
  }
}
