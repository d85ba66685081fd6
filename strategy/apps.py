from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        """Make the PDF of a version known to those who make files."""
        from rus_portal.exports import pdf, registry  # noqa: PLC0415 – models are not loaded before this
        from strategy import exports  # noqa: PLC0415

        registry.register(exports.KIND)
        pdf.register_source(exports.IMAGE_SOURCE, exports.image)
