from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        """Make the app's files and letters known to those who make and send them."""
        from rus_portal.exports import pdf, registry  # noqa: PLC0415 – models are not loaded before this
        from strategy import exports, exports_matrix, exports_word, mention_letters, notifications  # noqa: PLC0415

        registry.register(exports.KIND)
        registry.register(exports_matrix.KIND)
        registry.register(exports_word.KIND)
        notifications.register_all()
        mention_letters.register_all()
        pdf.register_source(exports.IMAGE_SOURCE, exports.image)
