<?php
http_response_code(404);
echo '<h1>No such article</h1>';
