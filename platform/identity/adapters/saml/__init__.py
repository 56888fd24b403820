"""SAML 2.0 Web Browser SSO, POST binding both ways, as BundID speaks it.

Why the signature is checked here and not by python3-saml's response class: that class reads the machine's clock,
fails on ``xmlenc11#rsa-oaep`` before decrypting, and reads attributes by XPath from the whole document. Here the
decrypted assertion becomes a document of its own, its one signature must cover its root, and nothing else is ever
read; so there is nothing to wrap. Of python3-saml we use the official schemas, and in the tests its verdict.
"""
